/** A family of units of one kind: the sizes of its steps in its base, smallest first. */
interface Family {
  readonly steps: readonly (readonly [size: number, name: string])[];
  /** Between number and unit. */
  readonly space: string;
}

const TIME: Family = {
  space: " ",
  steps: [
    [1e-9, "ns"],
    [1e-6, "µs"],
    [1e-3, "ms"],
    [1, "s"],
    [60, "min"],
    [3_600, "h"],
    [86_400, "d"],
  ],
};
const powers = (base: number, names: readonly string[]): Family["steps"] =>
  names.map((name, power) => [base ** power, name]);
const BYTES: Family = { space: " ", steps: powers(1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]) };
const BITS: Family = { space: " ", steps: powers(1000, ["bit", "kbit", "Mbit", "Gbit", "Tbit"]) };
const PERCENT: Family = { space: " ", steps: [[1, "%"]] };
/** Numbers without a unit of ours: thousands are written out below ten thousand. */
const PLAIN: Family = {
  space: "",
  steps: [
    [1, ""],
    [1e4, "k"],
    [1e6, "M"],
    [1e9, "G"],
    [1e12, "T"],
  ],
};

/** What people and services call them: "Milliseconds" (CloudWatch), "percentunit" and "reqps" (Grafana), "byte" (Datadog). */
const NAMES: readonly (readonly [RegExp, Family, number])[] = [
  [/^(?:ns|nanosec(?:ond)?s?)$/, TIME, 1e-9],
  [/^(?:[uµμ]s|microsec(?:ond)?s?)$/, TIME, 1e-6],
  [/^(?:ms|millis|millisec(?:ond)?s?)$/, TIME, 1e-3],
  [/^(?:s|secs?|seconds?|dtdurations)$/, TIME, 1],
  [/^(?:m|mins?|minutes?)$/, TIME, 60],
  [/^(?:h|hrs?|hours?)$/, TIME, 3_600],
  [/^(?:d|days?)$/, TIME, 86_400],
  [/^(?:b|by|bytes?|decbytes|octets?)$/, BYTES, 1],
  [/^(?:kib|kibibytes?|kbytes|kilobytes?|kb)$/, BYTES, 1024],
  [/^(?:mib|mebibytes?|mbytes|megabytes?|mb)$/, BYTES, 1024 ** 2],
  [/^(?:gib|gibibytes?|gbytes|gigabytes?|gb)$/, BYTES, 1024 ** 3],
  [/^(?:tib|tebibytes?|tbytes|terabytes?|tb)$/, BYTES, 1024 ** 4],
  [/^(?:bits?|decbits)$/, BITS, 1],
  [/^(?:%|percents?|percentage|pct)$/, PERCENT, 1],
  [/^(?:ratio|percentunit|fraction)$/, PERCENT, 100],
  [/^(?:|1|none|short|sishort|locale|string|counts?|number|gauge|unitless)$/, PLAIN, 1],
];
const SHORTHAND: Readonly<Record<string, string>> = {
  bps: "bits/s",
  binbps: "bits/s",
  reqps: "requests/s",
  rps: "requests/s",
  ops: "operations/s",
  cps: "/s",
  wps: "writes/s",
  iops: "operations/s",
};
const PER = /^(.*?)\s*(?:\/|\bper\b)\s*(s|sec|second|min|minute|h|hour)$/;
const PERIODS: Readonly<Record<string, string>> = { s: "/s", m: "/min", h: "/h" };

interface Unit {
  readonly family: Family;
  /** Number times this is in the family's base. */
  readonly factor: number;
  /** What is counted, where the unit is no unit of ours: "requests". */
  readonly word: string;
  /** "/s", "/min", "/h" or nothing. */
  readonly per: string;
}

const unitOf = (text: string): Unit => {
  const trimmed = text.trim();
  // In Grafana the large letter alone tells bytes from bits: https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts
  const small = /^(?:bin)?Bps$/.test(trimmed) ? "bytes/s" : trimmed.toLowerCase();
  const [, what = "", period = ""] = PER.exec(SHORTHAND[small] ?? small) ?? [];
  const name = period === "" ? (SHORTHAND[small] ?? small) : what;
  const per = PERIODS[period.slice(0, 1)] ?? "";
  const known = NAMES.find(([pattern]) => pattern.test(name));
  if (known) return { family: known[1], factor: known[2], word: "", per };
  return { family: PLAIN, factor: 1, word: small in SHORTHAND ? name : trimmed.slice(0, name.length), per };
};

const stepOf = ({ steps }: Family, base: number): readonly [number, string] =>
  steps.findLast(([size]) => Math.abs(base) >= size * 0.9999) ??
  (base === 0 ? (steps.find(([size]) => size === 1) ?? [1, ""]) : (steps[0] ?? [1, ""]));

/** The size that a number is divided by: "12.3k" counts in thousands, though it begins at ten thousand. */
const dividerOf = (size: number, name: string): number => (name === "k" ? 1_000 : size);

const grouped = (digits: string): string =>
  digits.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

/** At most three digits that say something, more only before the point. */
const significant = (value: number): string => {
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(value)));
  if (size < -6 || size > 15) return String(Number(value.toPrecision(3)));
  return grouped(String(Number(value.toFixed(Math.min(8, Math.max(0, 2 - size))))));
};

/** Shares near the whole keep what matters of them: 99.95 % is not 100 %. */
const shareDigits = (percent: number): string =>
  percent > 99 && percent < 100 ? String(Number(percent.toFixed(3))) : significant(percent);

/** A value as people read it: "412 ms", "1.5 GiB", "99.9 %", "1,234 requests", "12.3k/s". `unit` is the source's word. */
export const formatValue = (value: number, unit = ""): string => {
  const { family, factor, word, per } = unitOf(unit);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "no number" : value > 0 ? "∞" : "-∞";
  const base = value * factor;
  const [size, name] = stepOf(family, base);
  const number = (family === PERCENT ? shareDigits : significant)(base / dividerOf(size, name));
  const counted = word === "" ? per : ` ${word}${per}`;
  return `${number}${name === "" ? "" : family.space}${name}${counted}`;
};

/** How many digits behind the point tell neighbouring ticks apart. */
const decimalsOf = (values: readonly number[]): number => {
  const gaps = values.slice(1).map((value, at) => Math.abs(value - (values[at] ?? value)));
  const least = Math.min(...gaps.filter((gap) => gap > 0), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(least)) return 2;
  return [0, 1, 2, 3, 4, 5, 6, 7].find((digits) => Math.abs(least - Number(least.toFixed(digits))) < least / 100) ?? 8;
};

/** The largest unit in which an axis' numbers are short: 15 s, 30 s, 45 s rather than 0.25 min. */
const stepForAll = (family: Family, bases: readonly number[]): readonly [number, string] => {
  const largest = stepOf(family, Math.max(0, ...bases.map(Math.abs)));
  const parts = family === BYTES ? 4 : 10;
  const short = (size: number): boolean =>
    bases.every((base) => Math.abs((base / size) * parts - Math.round((base / size) * parts)) < 1e-6);
  const near = family.steps.filter(([size]) => size <= largest[0]).slice(-2);
  return near.findLast(([size, name]) => short(dividerOf(size, name))) ?? largest;
};

/** An axis' numbers in one unit, told apart: ["0 s", "0.5 s", "1 s"]. What is counted is not repeated. */
export const formatTicks = (values: readonly number[], unit = ""): readonly string[] => {
  const { family, factor, word, per } = unitOf(unit);
  const bases = values.map((value) => value * factor);
  const [size, name] = stepForAll(family, bases);
  const scaled = bases.map((base) => base / dividerOf(size, name));
  const decimals = decimalsOf(scaled);
  const suffix = `${name === "" ? "" : family.space}${name}${word === "" ? per : ""}`;
  const zero = family === PLAIN ? "0" : `0${suffix}`;
  const isTiny = scaled.every((value) => Math.abs(value) < 1e-5);
  const digits = (value: number): string =>
    isTiny ? String(Number(value.toPrecision(3))) : grouped(String(Number(value.toFixed(decimals))));
  return scaled.map((value) => (value === 0 ? zero : `${digits(value)}${suffix}`));
};

/** Numbers of a logarithmic axis, each in a unit of its own: ["10 ms", "1 s"]. */
export const formatLogTicks = (values: readonly number[], unit = ""): readonly string[] => {
  const own = values.map((value) => formatValue(value, axisUnit(unit) === "" ? unit : ""));
  return new Set(own).size === values.length ? own : formatTicks(values, unit);
};

/** What an axis' title has to name: nothing where each number on it carries its unit, else what is counted. */
export const axisUnit = (unit: string): string => {
  const { word, per } = unitOf(unit);
  return word === "" ? "" : `${word}${per}`;
};

const NICE = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const NICE_OF: Readonly<Record<string, readonly number[]>> = {
  s: [1, 2, 5, 10, 15, 20, 30],
  min: [1, 2, 5, 10, 15, 20, 30],
  h: [1, 2, 3, 6, 12],
  d: [1, 2, 7, 14, 28, 56, 112, 364],
  ns: [1, 10, 100],
  µs: [1, 10, 100],
  ms: [1, 10, 100],
};

/** A round distance of ticks over `span`, about `count` of them, where tens do not fit the unit: KiB, minutes; else undefined. */
export const tickStep = (span: number, unit: string, count: number): number | undefined => {
  const { family, factor } = unitOf(unit);
  const least = (span * factor) / count;
  if (!(least > 0) || !Number.isFinite(least)) return undefined;
  if (!(family === BYTES || (family === TIME && span * factor >= 60))) return undefined;
  const steps = family.steps.flatMap(([size, name]) => (NICE_OF[name] ?? NICE).map((nice) => nice * size));
  const found = steps.find((step) => step >= least && (family === BYTES || step >= 1));
  return found === undefined ? undefined : found / factor;
};

const times = (ones: readonly number[], sizes: readonly number[]): readonly number[] =>
  sizes.flatMap((size) => ones.map((one) => one * size));
const tens = (from: number, to: number, every = 1): readonly number[] =>
  Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, at) => Number(`1e${from + at * every}`));
const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];
const SHORT = tens(-9, -1);
const WAITED = [1, 5, 15, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY, 4 * DAY, 16 * DAY, 64 * DAY];
/** Tens of a minute are no times that anybody says. */
const TIMES_SAID = [
  [...tens(-9, 0, 3), MINUTE, HOUR, DAY, 30 * DAY],
  [...SHORT, 1, 10, MINUTE, 10 * MINUTE, HOUR, 10 * HOUR, 4 * DAY, 30 * DAY],
  [...SHORT, ...WAITED],
  [...times([1, 2, 5], SHORT), ...times([1, 2, 5, 15, 30], [1, MINUTE]), ...times([1, 2, 4, 12], [HOUR]), DAY, 4 * DAY],
];

/** Round numbers for a logarithmic axis from one to another, in the unit itself: sets of them, each denser than the one before. */
export const roundMultiples = (unit: string, min: number, max: number): readonly (readonly number[])[] => {
  const { family, factor } = unitOf(unit);
  const toUnit = (sets: readonly (readonly number[])[]) => sets.map((set) => set.map((base) => base / factor));
  if (family === TIME) return toUnit(TIMES_SAID);
  if (family === BYTES)
    return toUnit([10, 5, 2, 1].map((every) => Array.from({ length: 60 / every }, (_, at) => 2 ** (at * every))));
  const [low, high] = [Math.floor(Math.log10(min * factor)), Math.ceil(Math.log10(max * factor))];
  const even = (every: number): readonly number[] => tens(Math.floor(low / every) * every, high, every);
  return toUnit([even(6), even(3), even(2), even(1), times([1, 3], even(1)), times([1, 2, 5], even(1))]);
};

/** The whole of a share in its unit, 100 or 1: an axis of shares ends there; undefined for all else. */
export const wholeOf = (unit: string): number | undefined => {
  const { family, factor, per } = unitOf(unit);
  return family === PERCENT && per === "" ? 100 / factor : undefined;
};

/** Whether differences are in points: 40 % to 60 % is 20 points more, not 50 %. */
export const isShare = (unit: string): boolean => unitOf(unit).family === PERCENT;
