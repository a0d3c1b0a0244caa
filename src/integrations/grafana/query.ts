import { Failure } from "../../core/failure.ts";

/** Which panel of a dashboard: by its place on it (from 1), by its id, or by a part of its title. */
export type PanelChoice = { readonly place: number } | { readonly id: number } | { readonly title: string } | undefined;

/** What somebody typed: a dashboard, a panel of it, values of its variables. */
export interface GrafanaQuery {
  readonly uid: string;
  readonly panel: PanelChoice;
  /** A variable that is given twice has both values. */
  readonly variables: ReadonlyMap<string, readonly string[]>;
  /** The words of the dashboard and its panel, as they were typed. */
  readonly words: string;
}

const WORD = /(?:[^\s"]|"[^"]*")+/g;
const UID = /^[\w-]{1,100}$/;
const VARIABLE = /^(?:var-)?([\w-]+)=(.*)$/s;

const refused = (why: string): Failure =>
  new Failure("usage", `Grafana: ${why}`, {
    tell: `Grafana takes a dashboard, its panel and variables: uid:panel-2 host=web-1, uid:3 or uid:"part of the title". ${why}`,
  });

const plain = (text: string): string => text.replaceAll('"', "");

const panelOf = (text: string): PanelChoice => {
  if (/^\d{1,6}$/.test(text)) return { place: Number(text) };
  const id = /^panel-(\d{1,9})$/i.exec(text)?.[1];
  if (id !== undefined) return { id: Number(id) };
  return text.trim() === "" ? undefined : { title: text.trim() };
};

/** "uid:panel-2 host=web-1" -> its parts. Throws Failure("usage") with an example. */
export const readQuery = (text: string): GrafanaQuery => {
  const [first = "", ...others] = text.trim().match(WORD) ?? [];
  const colon = first.indexOf(":");
  const uid = plain(colon < 0 ? first : first.slice(0, colon));
  if (!UID.test(uid)) throw refused(`"${uid.slice(0, 60)}" is no uid of a dashboard.`);
  const variables = new Map<string, readonly string[]>();
  for (const word of others) {
    const [, name, value = ""] = VARIABLE.exec(word) ?? [];
    if (name === undefined)
      throw refused(`"${word.slice(0, 60)}" is no variable: put a title with spaces into quotes.`);
    variables.set(name, [...(variables.get(name) ?? []), plain(value)]);
  }
  return { uid, panel: colon < 0 ? undefined : panelOf(plain(first.slice(colon + 1))), variables, words: first };
};
