import { readFile } from "node:fs/promises";
import type { Config } from "../config.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import type { Policy, PolicyNow } from "../core/policy.ts";
import type { TellAdmin } from "../flows/tell-admin.ts";

/** What following the file needs from outside. */
export interface WatchPorts {
  readonly log: Log;
  readonly tellAdmin: TellAdmin;
  /** Whether the admin channel was told of a broken file before this start, and not yet that it is mended. */
  readonly wasBroken: () => Promise<boolean>;
  /** The policy in force is another one now. */
  readonly onChange?: (policy: Policy) => void;
  /** 2 s when absent. */
  readonly everyMs?: number;
}

/** The policy in force, and what keeps it fresh. */
export interface PolicyWatch {
  readonly policyNow: PolicyNow;
  /** Looks again and again from now on. */
  start(): Promise<void>;
  /** One look; what was written must be the same in two looks, so that half a file is never read. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Key of the trouble that says the file is broken. */
export const BROKEN_KEY = "config:broken";
const EVERY_MS = 2_000;
const MOST_PROBLEMS = 20;

/** The text of a file; why it cannot be read, when it cannot. */
const contentOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    return `\0${error instanceof Error && "code" in error ? String(error.code) : error}`;
  }
};

/**
 * Follows the config file by looking at its text: events of the file system miss what editors, mounts and config maps do.
 * A broken file changes nothing, and the admin channel is told once; so it is when the file is mended, and when a setting
 * changed that is read at the start only.
 */
export const watchPolicy = (config: Config, ports: WatchPorts): PolicyWatch => {
  const { file } = config;
  const follow = createFollow(config, ports);
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  const look = (): Promise<void> => {
    if (file === undefined) return Promise.resolve();
    looking = looking
      .then(() => follow.look(file))
      .catch((error: unknown) => {
        ports.log.error({ err: error }, "could not follow the config file; it is looked at again");
      });
    return looking;
  };
  const again = (): void => {
    timer = setTimeout(() => void look().then(() => timer && again()), ports.everyMs ?? EVERY_MS);
    timer.unref();
  };
  return {
    policyNow: follow.policyNow,
    look,
    async start() {
      await follow.begin();
      if (file !== undefined) again();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      return looking;
    },
  };
};

const createFollow = (first: Config, { log, tellAdmin, wasBroken, onChange }: WatchPorts) => {
  let policy = first.policy;
  /** What the values of now were at the start: they are read then only. */
  const { values } = first;
  let taken: string | undefined;
  let seen: string | undefined;
  let broken = false;
  let restart = "";
  const accept = async (next: Config): Promise<void> => {
    const changed = JSON.stringify(shown(next.policy)) !== JSON.stringify(shown(policy));
    policy = next.policy;
    if (changed) {
      log.info({ routes: policy.routes.length }, "the config file changed and is in force");
      onChange?.(policy);
    }
    if (broken) await tellAdmin({ key: BROKEN_KEY, state: "resolved", ...MENDED });
    broken = false;
    const names = changedNames(values, next.values).join(", ");
    if (names !== restart && names !== "") await tellAdmin(restartTrouble(names));
    restart = names;
  };
  const refuse = async ({ problems }: Failure): Promise<void> => {
    log.warn({ problems }, "the config file is broken; the old one stays in force");
    await tellAdmin(brokenTrouble(problems));
    broken = true;
  };
  return {
    policyNow: () => policy,
    async begin() {
      if (await wasBroken()) await tellAdmin({ key: BROKEN_KEY, state: "resolved", ...MENDED });
    },
    async look(file: string) {
      const text = await contentOf(file);
      const settled = text === seen;
      seen = text;
      if (!settled || text === taken) return;
      const next = readAgain(first);
      // Only then: what could not be told is told at the next look.
      await (next instanceof Failure ? refuse(next) : accept(next));
      taken = text;
    },
  };
};

/** The settings anew, or why they cannot be read. */
const readAgain = (config: Config): Config | Failure => {
  try {
    return config.reread();
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === "config") return failure;
    throw error;
  }
};

const MENDED = { title: "The config file is in force again", what: "the config file was mended" };

/** `reason` stands on the card, which follows the file from one fault to the next. */
const brokenTrouble = (problems: readonly string[]) => {
  const more = problems.length - MOST_PROBLEMS;
  return {
    key: BROKEN_KEY,
    state: "firing",
    title: "The config file is broken; the old one stays in force",
    what: problems.length === 1 ? "1 problem in it" : `${problems.length} problems in it`,
    labels: { reason: problems[0] ?? "" },
    details: [...problems.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])],
  } as const;
};

const restartTrouble = (names: string) =>
  ({
    key: "config:restart",
    state: "notice",
    severity: "warning",
    title: "Settings changed that need a restart",
    what: `changed in the config file: ${names}`,
    labels: { settings: names },
  }) as const;

const changedNames = (before: Config["values"], after: Config["values"]): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]).sort();

/** Patterns as texts, for a comparison. */
const shown = (policy: Policy): object => ({
  ...policy,
  redactions: policy.redactions.map(({ name, pattern }) => [name, pattern.source]),
});
