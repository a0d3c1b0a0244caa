import { Failure } from "../../core/failure.ts";

/** How far the source was read: everything from `sinceMs` (when it is known) to `toMs`. */
export interface Cursor {
  readonly toMs: number;
  readonly sinceMs?: number | undefined;
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** Fields of a stored cursor. Throws Failure("internal") for what is none. */
const cursorFields = (text: string): Readonly<Record<string, unknown>> => {
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && "toMs" in value && isNumber(value.toMs)) return { ...value };
  throw new Failure("internal", `the stored cursor is not one: ${text}`);
};

/** A number of those fields. */
const numberIn = (fields: Readonly<Record<string, unknown>>, name: string): number | undefined => {
  const value = fields[name];
  return isNumber(value) ? value : undefined;
};

/** A stored cursor; undefined where there is none yet. */
export const parseCursor = (text: string | undefined): Cursor | undefined => {
  if (text === undefined) return undefined;
  const fields = cursorFields(text);
  return { toMs: numberIn(fields, "toMs") ?? 0, sinceMs: numberIn(fields, "sinceMs") };
};

/** Where the first run notes how far it came, and where it began; the source's own cursor begins at its end. */
export const firstRunOf = (source: string): string => `${source}:first`;

/** Where imports of older history note how far they came. */
export const historyOf = (source: string): string => `${source}:history`;

/** How far history was imported: everything of [knownMs, toMs), and of the part under way what lies before `doneMs`. */
export interface HistoryCursor {
  readonly toMs: number;
  readonly knownMs: number;
  readonly part?: { readonly fromMs: number; readonly doneMs: number } | undefined;
}

/** The same of an import; undefined where there was none. */
export const parseHistory = (text: string | undefined): HistoryCursor | undefined => {
  if (text === undefined) return undefined;
  const fields = cursorFields(text);
  const toMs = numberIn(fields, "toMs") ?? 0;
  const fromMs = numberIn(fields, "fromMs");
  const doneMs = numberIn(fields, "doneMs");
  const part = fromMs === undefined || doneMs === undefined ? undefined : { fromMs, doneMs };
  return { toMs, knownMs: numberIn(fields, "knownMs") ?? toMs, part };
};

/** As it is stored. */
export const formatHistory = ({ toMs, knownMs, part }: HistoryCursor): string =>
  JSON.stringify({ toMs, knownMs, ...part });
