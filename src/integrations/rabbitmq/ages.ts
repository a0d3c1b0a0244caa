import { formatDuration } from "../../core/number-words.ts";

/** How far back samples are asked for, and how far apart they are. */
export interface Age {
  readonly ageMs: number;
  readonly stepMs: number;
}

/**
 * The pairs that the management interface itself asks for; a server keeps no finer ones than these:
 * https://www.rabbitmq.com/docs/management#sample-retention
 */
const AGES: readonly Age[] = [
  { ageMs: 60_000, stepMs: 5_000 },
  { ageMs: 600_000, stepMs: 5_000 },
  { ageMs: 3_600_000, stepMs: 60_000 },
  { ageMs: 28_800_000, stepMs: 600_000 },
  { ageMs: 86_400_000, stepMs: 1_800_000 },
];
const SHORTEST = { ageMs: 60_000, stepMs: 5_000 };

/** The last 10 min are a little longer ago by the time that they are asked for. */
const reaches = ({ ageMs, stepMs }: Age, backMs: number): boolean => backMs <= ageMs + stepMs;

/** The shortest that reaches back so far, else the longest that the server keeps of queues. */
export const ageFor = (backMs: number, keptMs: number): Age => {
  const kept = AGES.filter(({ ageMs }) => ageMs <= keptMs);
  return kept.find((age) => reaches(age, backMs)) ?? kept.at(-1) ?? SHORTEST;
};

/** What to know about samples of that age, for a range that begins `backMs` ago. */
export const ageNotes = (age: Age, backMs: number): readonly string[] => [
  `RabbitMQ keeps samples of the last ${formatDuration(age.ageMs)} ${formatDuration(age.stepMs)} apart at this range.`,
  ...(reaches(age, backMs) ? [] : [`It knows nothing older than ${formatDuration(age.ageMs)}.`]),
  "It says 0 for times before a queue was made.",
];
