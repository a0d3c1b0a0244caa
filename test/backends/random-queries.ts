/** Numbers from 0 to 1 that are the same for the same seed. */
const randomOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const METRICS = [
  "up",
  "queue_depth",
  "node_load1",
  "http_requests_total",
  "db_pool_connections_in_use",
  "nothing_here",
];
const HISTOGRAM = ["sum", "count", "bucket"].map((end) => `http_request_duration_seconds_${end}`);
const LABELS = ["job", "instance", "code", "queue", "le", "pool", "no_label"];
const VALUES = ["checkout", "web-1:8080", "web-.*", "5..", "200", "500|404", "", "mail", ".+", "+Inf", "db-2"];
const RANGES = ["15s", "45s", "1m30s", "5m", "20m"];
const NUMBERS = ["1", "0", "2.5", "-1", "1e3", "0x10", ".5", "Inf", "NaN", "1e-7", "12345678901234567890"];

/** Queries of the part of PromQL that the stand-in speaks, most of them meaningful; the same for the same seed. */
export const randomQueries = (seed: number, count: number): readonly string[] => {
  const random = randomOf(seed);
  const pick = (all: readonly string[]): string => all[Math.floor(random() * all.length)] ?? "";
  const some = (most: number, make: () => string): string[] =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, make);

  const match = (): string => {
    const quote = pick(['"', "'", "`"]);
    return `${pick([...LABELS, ...LABELS, "__name__"])}${pick(["=", "!=", "=~", "!~"])}${quote}${pick(VALUES)}${quote}`;
  };
  const selector = (): string => {
    const name = random() < 0.93 ? pick([...METRICS, ...HISTOGRAM]) : "";
    const matches = some(2, match);
    return matches.length > 0 || name === "" ? `${name}{${matches.join(",")}}` : name;
  };
  const offset = (): string => (random() < 0.15 ? ` offset ${pick(["", "-"])}${pick(["30s", "10m"])}` : "");
  const aggregate = (inner: string): string => {
    const how = pick(["sum", "avg", "min", "max", "count"]);
    const group = `${pick(["by", "without"])} (${some(2, () => pick(LABELS)).join(", ")})`;
    return pick([`${how} ${group} (${inner})`, `${how}(${inner}) ${group}`, `${how}(${inner})`]);
  };
  const expression = (depth: number): string => {
    const kind = random();
    if (depth === 0 || kind < 0.2) return random() < 0.8 ? `${selector()}${offset()}` : pick(NUMBERS);
    if (kind < 0.38) return `${pick(["rate", "increase"])}(${selector()}[${pick(RANGES)}]${offset()})`;
    if (kind < 0.6) return aggregate(expression(depth - 1));
    if (kind < 0.85) {
      const sign = pick(["+", "-", "*", "/", "==", "!=", ">", "<", ">=", "<="]);
      return `${expression(depth - 1)} ${sign} ${expression(depth - 1)}`;
    }
    if (kind < 0.9) {
      const of = `sum by (le, job) (rate(http_request_duration_seconds_bucket[${pick(RANGES)}]))`;
      return `histogram_quantile(${pick(["0.5", "0.99", "0", "-1", "2", "NaN"])}, ${of})`;
    }
    return kind < 0.95 ? `${pick(["-", "+"])}${expression(depth - 1)}` : `(${expression(depth - 1)})`;
  };
  return Array.from({ length: count }, () => expression(3));
};
