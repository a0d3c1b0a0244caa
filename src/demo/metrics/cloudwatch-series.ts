import { ticks, waveAt } from "./wave.ts";

/** A metric that the stand-in knows. */
export interface KnownMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What it knows unless it is told otherwise. */
export const METRICS: readonly KnownMetric[] = [
  { namespace: "AWS/EC2", name: "CPUUtilization", dimensions: { InstanceId: "i-0a1b2c3d4e5f60718" } },
  { namespace: "AWS/EC2", name: "CPUUtilization", dimensions: { InstanceId: "i-0f9e8d7c6b5a40312" } },
  { namespace: "AWS/RDS", name: "DatabaseConnections", dimensions: { DBInstanceIdentifier: "app" } },
  { namespace: "AWS/ApplicationELB", name: "TargetResponseTime", dimensions: { LoadBalancer: "app/x" } },
  { namespace: "Shop", name: "Gaps", dimensions: {} },
];

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Value of a metric for a statistic; undefined at every fifth point of "Gaps". */
export const cloudwatchValue = (
  { namespace, name, dimensions }: KnownMetric,
  stat: string,
  atMs: number,
  periodS: number,
): number | undefined => {
  if (name === "Gaps" && (atMs / (periodS * 1000)) % 5 === 0) return undefined;
  return waveAt(`${namespace}|${name}|${JSON.stringify(dimensions)}|${stat}`, atMs);
};

/** What is kept of points of this period: finer ones go sooner. */
const keptMs = (periodS: number): number =>
  periodS % 60 === 0 ? (periodS % 3600 === 0 ? 455 : periodS % 300 === 0 ? 63 : 15) * DAY_MS : 3 * HOUR_MS;

/** What the start of a range is rounded down to. */
const roundedTo = (ageMs: number, periodS: number): number => {
  if (periodS % 60 !== 0) return periodS * 1000;
  return ageMs > 63 * DAY_MS ? HOUR_MS : ageMs > 15 * DAY_MS ? 300_000 : 60_000;
};

/** The points of [startMs, endMs), the start rounded down by its age; none from the future, none that are gone. */
export const pointsOf = (
  metric: KnownMetric,
  {
    stat,
    periodS,
    startMs,
    endMs,
    nowMs,
  }: {
    readonly stat: string;
    readonly periodS: number;
    readonly startMs: number;
    readonly endMs: number;
    readonly nowMs: number;
  },
): readonly (readonly [atS: number, value: number])[] => {
  const roundMs = roundedTo(nowMs - startMs, periodS);
  const fromMs = Math.max(Math.floor(startMs / roundMs) * roundMs, nowMs - keptMs(periodS));
  return ticks(fromMs, Math.min(endMs, nowMs), periodS * 1000).flatMap((atMs) => {
    const value = cloudwatchValue(metric, stat, atMs, periodS);
    return value === undefined ? [] : [[atMs / 1000, value] as const];
  });
};
