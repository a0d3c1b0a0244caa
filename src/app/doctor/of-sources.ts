import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "../../config.ts";
import type { Check, Checkup } from "../../core/checkup.ts";
import { toFailure } from "../../core/failure.ts";
import type { Clock } from "../../core/log.ts";
import type { Store } from "../../core/store.ts";
import { when } from "../../core/time/when.ts";
import type { Examined } from "../../flows/doctor.ts";
import { integrations } from "../../integrations/index.ts";
import { lastHeard } from "../heard.ts";

/** How long a test event may take to be here. */
const PING_MS = 12_000;
const LOOK_MS = 250;

/** Names of sources that were given a token, secret or key to deliver with. */
const configuredSources = ({ values }: Pick<Config, "values">): readonly string[] =>
  integrations.flatMap(({ name, relay, settings }) => {
    const set = Object.entries(settings).some(
      ([key, { byDefault, asking }]) => byDefault === undefined && !asking && values[key] !== undefined,
    );
    return relay && set ? [name] : [];
  });

const heardOf = async (store: Pick<Store, "known">, name: string, publicUrl: string): Promise<Check> => {
  const { atMs, refusedAtMs, why } = await lastHeard(store, name);
  if (refusedAtMs !== undefined && refusedAtMs > (atMs ?? 0))
    return {
      name: "last event",
      // Whoever knows the address can be refused: a source that delivers is no worse for it.
      state: atMs === undefined ? "bad" : "warn",
      says: `refused ${when(refusedAtMs)}: ${why ?? "it did not prove itself"}`,
      mend: `The token or secret at the sender has to be the one that is set here. Its address is ${publicUrl}/hooks/${name}`,
    };
  if (atMs === undefined)
    return {
      name: "last event",
      state: "warn",
      says: "nothing arrived yet",
      mend: `Send a test event from there. Its address is ${publicUrl}/hooks/${name}`,
    };
  return { name: "last event", state: "ok", says: `arrived ${when(atMs)}` };
};

const arrival = async (store: Pick<Store, "known">, name: string, sinceMs: number, clock: Clock): Promise<Check> => {
  const check = "test event";
  while (clock() - sinceMs < PING_MS) {
    const { atMs = 0, refusedAtMs = 0, why } = await lastHeard(store, name);
    if (atMs >= sinceMs)
      return { name: check, state: "ok", says: `arrived ${clock() - sinceMs} ms after it was asked for` };
    if (refusedAtMs >= sinceMs)
      return {
        ...{ name: check, state: "bad", says: `was refused: ${why ?? ""}` },
        mend: "The secret set here is not that of the webhook subscription.",
      };
    await pause(LOOK_MS);
  }
  return {
    ...{ name: check, state: "bad", says: `was asked for and did not arrive within ${PING_MS / 1000} s` },
    mend: "Is the bot running, and does the webhook lead to PUBLIC_URL?",
  };
};

const pinged = async (ping: () => Promise<string>, ...[store, name, clock]: [Pick<Store, "known">, string, Clock]) => {
  const startMs = clock();
  try {
    await ping();
  } catch (error) {
    const { message, tell } = toFailure(error);
    return { name: "test event", state: "bad", says: "could not be asked for", mend: tell ?? message } as const;
  }
  return arrival(store, name, startMs, clock);
};

const NONE: Check = {
  name: "configured",
  state: "warn",
  says: "none: nothing can arrive and nobody can be asked who is on call",
  mend: 'Set PAGERDUTY_TOKEN, or what the table of the README\'s "Sources" names.',
};

interface SourcesPorts {
  readonly config: Pick<Config, "values" | "publicUrl">;
  readonly store: Pick<Store, "known">;
  readonly checkups: ReadonlyMap<string, Checkup>;
  readonly clock: Clock;
}

const delivers: ReadonlySet<string> = new Set(integrations.flatMap(({ name, relay }) => (relay ? [name] : [])));

/** Each configured service: when it was last heard, what its API says, and whether a test event arrives. */
export const ofSources = ({ config, store, checkups, clock }: SourcesPorts): readonly Examined[] => {
  const names = new Set([...configuredSources(config), ...checkups.keys()]);
  const none = ![...names].some((name) => delivers.has(name));
  const sources = [...names].map((name) => ({
    name,
    async look(ping: boolean) {
      const checkup = checkups.get(name);
      const there = checkup ? await checkup.checks(ping) : [];
      if (!delivers.has(name)) return there;
      if (ping && checkup?.ping) return [...there, await pinged(checkup.ping, store, name, clock)];
      return [...there, await heardOf(store, name, config.publicUrl)];
    },
  }));
  return none ? [{ name: "Sources", look: async () => [NONE] }, ...sources] : sources;
};
