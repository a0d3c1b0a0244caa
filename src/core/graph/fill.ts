import { usage } from "../args.ts";

/** ${host}, ${host:web-1}, $host; what begins with two underlines is the source's own: $__rate_interval. */
const PLACEHOLDER = /\$\{((?!__)[A-Za-z_]\w{0,60})(?::([^{}]*))?\}|\$((?!__)[A-Za-z_]\w{0,60})/g;
/** Nothing that could end a quoted text or a bracket of a query. */
const VALUE = /^[^\s"'\\{}()`]{1,120}$/;

/** A placeholder of a saved query, and what it stands for when nothing is said. */
export interface Placeholder {
  readonly name: string;
  readonly byDefault?: string | undefined;
}

/** The placeholders of a text, each once. */
export const placeholdersOf = (text: string): readonly Placeholder[] => {
  const found = new Map<string, Placeholder>();
  for (const [, braced, byDefault, plain] of text.matchAll(PLACEHOLDER)) {
    const name = braced ?? plain ?? "";
    const before = found.get(name);
    if (before?.byDefault === undefined) found.set(name, { name, ...(byDefault === undefined ? {} : { byDefault }) });
  }
  return [...found.values()];
};

type Values = Readonly<Record<string, string>>;

/** How values are said: with the one that there is by default, else one that a machine may be called; others are not known. */
const exampleOf = ({ name, byDefault }: Placeholder): string =>
  `${name}=${byDefault ?? (/host|instance|node|server|machine/i.test(name) ? "web-1" : "…")}`;

const requireValue = (name: string, value: string): string => {
  if (VALUE.test(value)) return value;
  throw usage(
    `a value of ${name} that cannot stand in a query`,
    `I cannot put ${name}=${value.slice(0, 40)} into a query: a value has no spaces, quotes or brackets.`,
  );
};

/** Throws Failure("usage") for values that no placeholder takes; `hint` says how else they may be said. */
export const requireKnownValues = (
  called: string,
  holders: readonly Placeholder[],
  values: Values,
  hint = "",
): void => {
  const strange = Object.keys(values).find((name) => !holders.some((one) => one.name === name));
  if (strange === undefined) return;
  const tell =
    holders.length === 0
      ? `${called} has no $${strange} to fill in.${hint === "" ? "" : `\n${hint}`}`
      : `${called} takes ${holders.map(exampleOf).join(" ")}, not ${strange}=.`;
  throw usage(`${called} has no $${strange}`, tell);
};

/** A saved text with its placeholders filled in. Throws Failure("usage") that names what is missing, with an example. */
export const fillPlaceholders = (text: string, values: Values, called: string): string => {
  const holders = placeholdersOf(text);
  const missing = holders.filter(({ name, byDefault }) => values[name] === undefined && !byDefault);
  if (missing.length > 0)
    throw usage(
      `${missing.map(({ name }) => name).join(", ")} not given`,
      `Which ${missing.map(({ name }) => name).join(", and which ")}? Say it like this: "graph ${called} ${missing.map(exampleOf).join(" ")}".`,
    );
  const filled = new Map(
    holders.map(({ name, byDefault = "" }) => [name, requireValue(name, values[name] ?? byDefault)]),
  );
  return text.replace(
    PLACEHOLDER,
    (all, braced?: string, _default?: string, plain?: string) => filled.get(braced ?? plain ?? "") ?? all,
  );
};
