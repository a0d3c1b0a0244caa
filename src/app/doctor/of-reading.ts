import type { Config } from "../../config.ts";
import type { Check } from "../../core/checkup.ts";
import type { Capabilities } from "../../core/integration.ts";
import type { Clock } from "../../core/log.ts";
import type { Store } from "../../core/store.ts";
import { when } from "../../core/time/when.ts";
import type { Examined } from "../../flows/doctor.ts";
import { readUntil } from "../../flows/read-until.ts";

/** A poll may be late by its own length, by a pause that the source asks for, and by one that failed. */
const PATIENCE_MS = 15 * 60_000;
const MISSED = 2;

interface ReadingPorts {
  readonly config: Pick<Config, "pollMs">;
  readonly connections: ReadonlyMap<string, Pick<Capabilities, "collect">>;
  readonly store: Pick<Store, "cursor">;
  readonly clock: Clock;
}

const checkOf = (untilMs: number, everyMs: number, nowMs: number): Check => {
  const name = "reading";
  if (untilMs === 0) {
    const mend = "The first reading takes minutes, not hours: is the bot running? Its log says what stops it.";
    return { name, state: "warn", says: "its log was never read to the end, so numbers are missing", mend };
  }
  const says = `read until ${when(untilMs)}`;
  if (nowMs - untilMs <= MISSED * everyMs + PATIENCE_MS) return { name, state: "ok", says };
  const mend = "Numbers and reports wait for it: is the bot running? Its log says what stops it.";
  return { name, state: "warn", says: `only ${says}`, mend };
};

/** Each source that is polled: until when it was read. Numbers and reports know no more than that. */
export const ofReading = ({ config, connections, store, clock }: ReadingPorts): readonly Examined[] =>
  [...connections].flatMap(([name, { collect }]) =>
    collect
      ? [
          {
            name,
            look: async () => [
              checkOf(await readUntil(store, [name]), collect.pace?.everyMs ?? config.pollMs, clock()),
            ],
          },
        ]
      : [],
  );
