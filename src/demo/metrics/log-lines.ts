/** One line of a log as all the log stand-ins hold it. */
export interface DemoLine {
  readonly atMs: number;
  readonly host: string;
  readonly program: string;
  /** Syslog's word: "Info", "Error". */
  readonly severity: string;
  readonly text: string;
}

/** Lines of [fromMs, toMs), oldest first. */
export type DemoLines = (fromMs: number, toMs: number) => readonly DemoLine[];

const HOSTS = ["web-1", "web-2", "web-3"] as const;
const PATHS = ["/", "/api/cart", "/api/checkout", "/api/search?q=tea", "/healthz"] as const;
/** Troubles come every 47 minutes and last six. */
const TROUBLE = { everyMs: 47 * 60_000, lastsMs: 6 * 60_000 };

/** The same number for the same moment, 0 to 2^32 - 1: the finish of MurmurHash3. */
const hash = (seed: number): number => {
  let value = seed >>> 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
};

const pick = <T>(from: readonly [T, ...T[]], number: number): T => from[number % from.length] ?? from[0];

const inTrouble = (atMs: number): boolean => atMs % TROUBLE.everyMs < TROUBLE.lastsMs;

/** An access line of nginx; now and then with a secret that somebody should not have logged. */
const accessLine = (atMs: number, roll: number): DemoLine => {
  const failing = inTrouble(atMs) ? roll % 100 < 55 : roll % 1000 < 4;
  const host = failing && inTrouble(atMs) ? pick(["web-2", "web-2", "web-3"], roll >>> 8) : pick(HOSTS, roll >>> 8);
  const status = failing ? 502 : pick([200, 200, 200, 200, 304, 404], roll >>> 12);
  const secret = roll % 37 === 0 ? ` authorization="Bearer sk9${hash(roll).toString(36)}Zq7Lm2"` : "";
  const text = `10.0.4.${roll % 250} "GET ${pick(PATHS, roll >>> 16)} HTTP/1.1" status=${status} bytes=${(roll >>> 4) % 9000} upstream_ms=${failing ? 3000 + (roll % 900) : roll % 180} id=${hash(roll + 1).toString(16)}${secret}`;
  return { atMs, host, program: "nginx", severity: failing ? "Error" : "Info", text };
};

/** Now and then the application says something too. */
const applicationLine = (atMs: number, roll: number): DemoLine => {
  const host = pick(HOSTS, roll >>> 8);
  const failing = inTrouble(atMs);
  const text = failing
    ? `ERROR checkout: upstream timed out (110: Connection timed out) after ${roll % 5000} ms, password=hunter${roll % 100}2`
    : `INFO checkout: order ${roll % 100_000} accepted for customer ${roll % 977}`;
  return { atMs, host, program: "checkout", severity: failing ? "Error" : "Info", text };
};

const EVERY_MS = 3_000;
const HOUR_MS = 3_600_000;
const MOST_HOURS = 50;

const lineAt = (place: number): DemoLine => {
  const roll = hash(place);
  const atMs = place * EVERY_MS + (roll % EVERY_MS);
  return roll % 11 === 0 ? applicationLine(atMs, roll) : accessLine(atMs, roll);
};

const hours = new Map<number, readonly DemoLine[]>();

/** Lines of an hour since 1970; the last ones that were asked for are kept, because making them takes milliseconds. */
const hourOf = (hour: number): readonly DemoLine[] => {
  const perHour = HOUR_MS / EVERY_MS;
  const lines = hours.get(hour) ?? Array.from({ length: perHour }, (_, index) => lineAt(hour * perHour + index));
  hours.set(hour, lines);
  const oldest = hours.size > MOST_HOURS ? hours.keys().next().value : undefined;
  if (oldest !== undefined) hours.delete(oldest);
  return lines;
};

/** A web shop's log, a line every three seconds, the same at every start: 502s come in bursts, mostly on web-2. */
export const shopLines: DemoLines = (fromMs, toMs) => {
  const lines: DemoLine[] = [];
  for (let hour = Math.floor(fromMs / HOUR_MS); hour * HOUR_MS < toMs; hour += 1)
    for (const line of hourOf(hour)) if (line.atMs >= fromMs && line.atMs < toMs) lines.push(line);
  return lines;
};

/** Lines that are given, in any order. */
export const givenLines = (lines: readonly DemoLine[]): DemoLines => {
  const sorted = [...lines].sort((a, b) => a.atMs - b.atMs);
  return (fromMs, toMs) => sorted.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
};

/** What a stand-in that keeps lines is made of. */
export interface LogDemoOptions {
  readonly clock: () => number;
  /** 0, any free one, when absent. */
  readonly port?: number | undefined;
  /** The web shop's when absent. */
  readonly lines?: DemoLines | undefined;
}
