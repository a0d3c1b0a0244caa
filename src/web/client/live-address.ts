import { splitPage } from "../../core/graph/asked.ts";
import type { RangeChoice } from "./ranges.ts";
import { withRange } from "./ranges.ts";

const [, base = location.pathname, name = ""] = /^(.*\/g\/([^/]+))/.exec(location.pathname) ?? [];

/** Path of this page, and of what it asks for below it. */
export const BASE = base;

/** It shows what is kept under an id: something that is measured. */
export const MEASURED = splitPage(decodeURIComponent(name)).id !== undefined;

/** What the page's address says: the question in the query; after the "#" only how it is looked at. */
export interface Address {
  readonly query: URLSearchParams;
  /** Names of series that are not shown. */
  readonly hidden: readonly string[];
  /** A window of this length that follows now, milliseconds; absent: it grows from its beginning. */
  readonly lastMs: number | undefined;
}

/** The address as it is now. */
export const readAddress = (): Address => {
  const hash = new URLSearchParams(location.hash.slice(1));
  const last = Number(hash.get("last"));
  return {
    query: new URLSearchParams(location.search),
    hidden: hash.getAll("hide"),
    lastMs: last > 0 ? last * 1000 : undefined,
  };
};

/** A zone that the browser knows; UTC for anything else that an address names: the server then says what is wrong. */
export const zoneOf = (name: string | null): string => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name ?? "UTC" });
    return name ?? "UTC";
  } catch {
    return "UTC";
  }
};

const hashOf = ({ hidden, lastMs }: Pick<Address, "hidden" | "lastMs">): string => {
  const hash = new URLSearchParams(hidden.map((one): [string, string] => ["hide", one]));
  if (lastMs !== undefined) hash.set("last", String(Math.round(lastMs / 1000)));
  return hash.size === 0 ? "" : `#${hash}`;
};

/** The address with another range; what is hidden stays so. */
export const hrefOf = (address: Address, range: RangeChoice, tz: string, lastMs?: number): string =>
  `${location.pathname}${withRange(address.query, range, tz)}${hashOf({ ...address, lastMs })}`;

/** The address with another comparison; "" for none. */
export const hrefVs = (address: Address, vs: string): string => {
  const query = new URLSearchParams(address.query);
  if (vs === "") query.delete("vs");
  else query.set("vs", vs);
  return `${location.pathname}?${query}${hashOf(address)}`;
};

/** Other series hidden: the page stays where it is in the browser's history. */
export const hide = (hidden: readonly string[]): void => {
  const address = readAddress();
  const now = `${location.pathname}${location.search}${hashOf({ ...address, hidden })}`;
  history.replaceState(history.state, "", now);
};
