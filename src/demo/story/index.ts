import { setTimeout as pause } from "node:timers/promises";
import type { PagerDuty } from "../pagerduty/index.ts";
import type { Workspace } from "../slack/index.ts";
import { GLITCH, type Scene, type Stage } from "./glitch.ts";
import type { Hook } from "./senders.ts";
import { calmHooks, STORM, stormHooks } from "./storm.ts";

/** What the story is told with. */
export interface StoryParts {
  readonly workspace: Workspace;
  readonly account: PagerDuty;
  readonly clock: () => number;
  /** Address of a service's webhook, token included. */
  readonly hookUrl: (source: Hook["source"]) => string;
  /** Scenes come this many times as fast; 1 by default. */
  readonly speed?: number;
  /** A pool of connections is nearly full from one moment to another. */
  readonly fillPool?: (fromMs: number, toMs: number) => void;
  /** A scene that could not be played. */
  readonly failed: (error: unknown) => void;
}

/** What the demo's page can start. */
export interface Story {
  /** From the beginning, with problems of its own; ends one that is being told. */
  start(): void;
  /** Many problems at once; they are over a minute later. */
  storm(): void;
  stop(): Promise<void>;
}

const CALM_AFTER_MS = 60_000;
const OPS = "ops";

/** Throws when the webhook is refused. */
const send = async (hook: Hook, parts: StoryParts, signal: AbortSignal): Promise<void> => {
  const response = await fetch(parts.hookUrl(hook.source), {
    method: "POST",
    headers: { "content-type": hook.contentType },
    body: hook.body,
    signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the webhook of ${hook.source} was answered ${response.status}`);
};

const stageOf = (parts: StoryParts, run: number, notes: Map<string, string>, signal: AbortSignal): Stage => {
  const { workspace, account } = parts;
  const open = (id: string) => account.open().find((one) => one.id === id);
  return {
    nowMs: parts.clock(),
    run,
    notes,
    send: (hook) => send(hook, parts, signal),
    async says(who, words) {
      const person = workspace.people.find(({ name }) => name === who);
      if (person) await workspace.type(person.id, OPS, words);
    },
    fillPool(seconds) {
      const fromMs = parts.clock();
      parts.fillPool?.(fromMs, fromMs + (seconds * 1000) / (parts.speed ?? 1));
    },
    page: (service, title) => account.trigger({ service, title, urgency: "high" }).id,
    ackPage(id) {
      const found = open(id);
      if (found?.status === "triggered") account.ack(id, found.assignees[0] ?? "");
    },
    resolvePage(id) {
      const found = open(id);
      if (found) account.resolve(id, found.assignees[0]);
    },
  };
};

const isEnded = (error: unknown, signal: AbortSignal): boolean => signal.aborted && error instanceof Error;

const tell = async (scenes: readonly Scene[], run: number, signal: AbortSignal, parts: StoryParts): Promise<void> => {
  const notes = new Map<string, string>();
  let atS = 0;
  for (const scene of scenes) {
    await pause(((scene.atS - atS) * 1000) / (parts.speed ?? 1), undefined, { signal });
    atS = scene.atS;
    try {
      await scene.play(stageOf(parts, run, notes, signal));
    } catch (error) {
      if (isEnded(error, signal)) throw error;
      parts.failed(error);
    }
  }
};

const blow = async (run: number, signal: AbortSignal, parts: StoryParts): Promise<void> => {
  const { clock, speed = 1 } = parts;
  const sinceMs = clock();
  const gapMs = (STORM.seconds * 1000) / STORM.problems / speed;
  for (const hook of stormHooks(run, sinceMs)) {
    await send(hook, parts, signal);
    await pause(gapMs, undefined, { signal });
  }
  await pause(CALM_AFTER_MS / speed, undefined, { signal });
  for (const hook of calmHooks(run, sinceMs, clock())) await send(hook, parts, signal);
};

/** Tells the story of a glitch, or starts a storm, through the same webhooks as real services. */
export const createStory = (parts: StoryParts): Story => {
  const firstRun = Math.floor(parts.clock() / 1000) % 1_000_000;
  const all = new AbortController();
  const running = new Set<Promise<void>>();
  let told = 0;
  let ending = new AbortController();
  const track = (work: Promise<void>, signal: AbortSignal): void => {
    const ended = work
      .catch((error: unknown) => {
        if (!isEnded(error, signal)) parts.failed(error);
      })
      .finally(() => running.delete(ended));
    running.add(ended);
  };
  return {
    start() {
      ending.abort();
      ending = new AbortController();
      const signal = AbortSignal.any([ending.signal, all.signal]);
      track(tell(GLITCH, firstRun + told++, signal, parts), signal);
    },
    storm() {
      track(blow(firstRun + told++, all.signal, parts), all.signal);
    },
    async stop() {
      all.abort();
      await Promise.all(running);
    },
  };
};
