import type { ParsedAlert } from "../core/integration.ts";
import { shortId } from "./digest.ts";
import { clip, firstText, someLines } from "./shape.ts";

/** The alert with every text short enough for a card and the store: what is cut is marked, ids stay told apart. */
export const bounded = (alert: ParsedAlert): ParsedAlert => ({
  ...alert,
  key: shortId(alert.key),
  eventId: shortId(alert.eventId),
  title: firstText(alert.title) ?? "",
  ...(alert.what === undefined ? {} : { what: clip(alert.what, 300) }),
  labels: Object.fromEntries(Object.entries(alert.labels).map(([name, text]) => [name, clip(text)])),
  details: someLines(alert.details.map((line) => clip(line, 3000))),
});
