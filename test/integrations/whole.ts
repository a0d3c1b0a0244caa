import { strict as assert } from "node:assert";
import { SEVERITIES } from "../../src/core/alert.ts";
import type { ParsedAlert } from "../../src/core/integration.ts";
import { mutants } from "./mutants.ts";
import { type File, unreadable } from "./source-kit.ts";

const STATES: readonly string[] = ["firing", "acked", "resolved", "update", "notice"];
const isLink = (url: string | undefined): boolean =>
  url === undefined || (/^https?:\/\//i.test(url) && URL.canParse(url));

/** What holds for every alert, whatever came in: it can be stored, shown on a card, and links to nothing but the web. */
export const assertWhole = (alert: ParsedAlert, about: string): void => {
  const { key, eventId, state, severity, title, atMs, what, url, runbook, labels, details, group } = alert;
  const said = `${about.slice(0, 2000)}\n${JSON.stringify(alert).slice(0, 2000)}`;
  assert.ok(key && eventId && key.length <= 600 && eventId.length <= 600, said);
  assert.ok(STATES.includes(state) && SEVERITIES.includes(severity), said);
  assert.ok(Number.isSafeInteger(atMs) && atMs > 0 && atMs < 8.64e15, said);
  assert.ok(title.length <= 1000 && !/[\r\n]/.test(title), said);
  assert.ok((what ?? "").length <= 400 && isLink(url) && isLink(runbook), said);
  assert.ok(
    Object.values(labels).every((value) => typeof value === "string" && value.length <= 1000),
    said,
  );
  assert.ok(details.length <= 25 && details.every((line) => typeof line === "string" && line.length <= 3001), said);
  assert.ok(!group || (group.key !== "" && group.key.length <= 250 && group.title.length <= 250), said);
};

/** A parser of bodies alone. */
type Parse = (body: Uint8Array) => readonly ParsedAlert[];

/** How many alerts a damaged body still says; throws unless they are whole, or the body is unreadable on purpose. */
const saidOf = (parse: Parse, body: Uint8Array): number => {
  const text = (): string => Buffer.from(body).toString("utf8");
  try {
    const alerts = parse(body);
    for (const alert of alerts) assertWhole(alert, text());
    return alerts.length;
  } catch (error) {
    if (unreadable(error)) return 0;
    throw new Error(`on ${text().slice(0, 2000)}`, { cause: error });
  }
};

/** How many alerts `count` damaged bodies of the files still say; throws where one breaks what must hold. */
export const saidOfMutants = (files: readonly File[], parse: Parse, count: number, seed: number): number => {
  let said = 0;
  for (const body of mutants(files, count, seed)) said += saidOf(parse, body);
  return said;
};
