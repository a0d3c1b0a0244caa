import type { Check } from "../../core/checkup.ts";
import type { Clock } from "../../core/log.ts";
import type { LogSource, Measure } from "../../core/measure.ts";
import type { Examined } from "../../flows/doctor.ts";
import type { Abilities } from "../abilities.ts";

interface MeasuresPorts {
  readonly abilities: Pick<Abilities, "measures" | "logs">;
  readonly tz: string;
  readonly clock: Clock;
}

const MINUTE_MS = 60_000;

/** The smallest question that a source answers whatever it holds; false: it has none. */
const askSomething = async (measure: Measure): Promise<boolean> => {
  if (measure.check) await measure.check();
  else if (measure.names) await measure.names([], 1);
  else if (measure.panels) await measure.panels([], 1);
  else return false;
  return true;
};

const answers = (startMs: number, clock: Clock): Check => ({
  name: "graphs",
  state: "ok",
  says: `answers (${clock() - startMs} ms)`,
});

const countSomething = (logs: LogSource, tz: string, nowMs: number) =>
  logs.count({ text: "error", fromMs: nowMs - MINUTE_MS, toMs: nowMs, points: 1, tz });

/** Each source of points or of log lines: whether it answers. A failure says what to do. */
export const ofMeasures = ({ abilities: { measures, logs }, tz, clock }: MeasuresPorts): readonly Examined[] => [
  ...[...measures.values()].map((measure) => ({
    name: measure.name,
    async look(): Promise<readonly Check[]> {
      const startMs = clock();
      return (await askSomething(measure)) ? [answers(startMs, clock)] : [];
    },
  })),
  ...[...logs.values()].map((source) => ({
    name: source.name,
    async look(): Promise<readonly Check[]> {
      const startMs = clock();
      await countSomething(source, tz, startMs);
      return [{ ...answers(startMs, clock), name: "log lines" }];
    },
  })),
];
