import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Workspace } from "../../src/demo/slack/index.ts";
import { openWire } from "../bench/wire.ts";

/** How much is sent. */
export interface StormSize {
  readonly alerts: number;
  readonly problems: number;
  readonly lastsMs: number;
  /** So many critical problems begin together… */
  readonly burst: number;
  /** …this often. */
  readonly burstEveryMs: number;
}

/** One problem of the storm, and when its first alert was sent. */
export interface StormProblem {
  readonly title: string;
  readonly critical: boolean;
  sentMs: number;
  /** What its last alert said. */
  open: boolean;
  alerts: number;
  /** Time in its last alert: no two are the same, so that their order is known. */
  atMs: number;
}

/** What was sent; times are this machine's, in milliseconds. */
export interface StormSent {
  readonly problems: readonly StormProblem[];
  readonly startMs: number;
  readonly endMs: number;
  readonly refused: number;
}

/** What people saw of each problem in the channel, by title, in this machine's milliseconds. */
export interface StormSeen {
  readonly cardMs: ReadonlyMap<string, number>;
  readonly namedMs: ReadonlyMap<string, number>;
  /** Successful calls. */
  readonly postsMs: readonly number[];
  readonly updatesMs: readonly number[];
  readonly digestEditsMs: readonly number[];
  /** Text of each digest as it was last. */
  readonly digests: ReadonlyMap<string, string>;
  /** Titles in any new message. */
  readonly shown: ReadonlySet<string>;
  stop(): void;
}

export const STORM_TOKEN = createHash("sha256").update("storm").digest("hex");

const createRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};

const SERVICES = ["checkout", "search", "payments", "ingest", "auth", "mail"];
const WIRES = 8;
/** The last problem begins this long before the end, so that each has alerts after its first. */
const LAST_FIRST = 0.92;

interface Planned {
  readonly atMs: number;
  readonly problem: StormProblem;
}

/** When each alert is sent: critical problems begin in bursts, the others evenly, the rest of the alerts at random. */
const planStorm = ({ alerts, problems, lastsMs, burst, burstEveryMs }: StormSize): readonly Planned[] => {
  const random = createRandom(20261121);
  const bursts = Math.max(1, Math.floor((lastsMs * LAST_FIRST) / burstEveryMs));
  const made = Array.from({ length: problems }, (_, at): Planned => {
    const critical = at < bursts * burst;
    const begins = critical
      ? Math.floor(at / burst) * burstEveryMs + 700 + (at % burst) * 10
      : ((at - bursts * burst) / (problems - bursts * burst)) * lastsMs * LAST_FIRST;
    const title = `${critical ? "Outage" : "Trouble"} ${String(at).padStart(5, "0")} of the storm`;
    return { atMs: begins, problem: { title, critical, sentMs: 0, open: false, alerts: 0, atMs: 0 } };
  });
  const again = Array.from({ length: alerts - problems }, (): Planned => {
    const { atMs, problem } = made[Math.floor(random() * problems)] ?? { atMs: 0, problem: undefined };
    if (!problem) throw new Error("no problem to repeat");
    return { atMs: atMs + 20 + random() * (lastsMs - atMs - 20), problem };
  });
  return [...made, ...again].sort((a, b) => a.atMs - b.atMs);
};

/** One alert as the bytes of an HTTP request. */
export type ToRequest = (problem: StormProblem, state: "firing" | "resolved", nr: number) => Buffer;

/** A JSON body as the bytes of an HTTP request to 127.0.0.1. */
export const postOf = (path: string, body: string, headers: readonly string[] = []): Buffer => {
  const length = `content-length: ${Buffer.byteLength(body)}`;
  const head = [`POST ${path} HTTP/1.1`, "host: 127.0.0.1", "content-type: application/json", ...headers, length];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
};

const toDrm: ToRequest = (problem, state, nr) => {
  const number = problem.title.split(" ")[1] ?? "";
  const body = JSON.stringify({
    id: problem.title,
    title: problem.title,
    state,
    severity: problem.critical ? "critical" : "warning",
    service: SERVICES[Number(number) % SERVICES.length],
    host: `web${Number(number) % 40}`,
    value: `${nr}`,
    link: `https://alerts.example/${number}`,
    timestamp: new Date(problem.atMs).toISOString(),
  });
  return postOf("/hooks/generic", body, [`authorization: Bearer ${STORM_TOKEN}`]);
};

/** Sends the storm to a port, each alert at its time; one in five of a problem's later alerts resolves it. */
export const sendStorm = async (port: number, size: StormSize, toRequest: ToRequest = toDrm): Promise<StormSent> => {
  const wires = await Promise.all(Array.from({ length: WIRES }, () => openWire(port)));
  const planned = planStorm(size);
  const startMs = Date.now();
  let next = 0;
  let refused = 0;
  const work = async (wire: (typeof wires)[number]): Promise<void> => {
    for (;;) {
      const nr = next++;
      const one = planned[nr];
      if (!one) return;
      await sleep(Math.max(0, startMs + one.atMs - Date.now()));
      const { problem } = one;
      const state = problem.alerts > 0 && nr % 5 === 0 ? "resolved" : "firing";
      problem.alerts += 1;
      if (problem.alerts === 1) problem.sentMs = Date.now();
      problem.atMs = Math.max(Date.now(), problem.atMs + 1);
      problem.open = state === "firing";
      if ((await wire.send(toRequest(problem, state, nr))) !== 200) refused += 1;
    }
  };
  await Promise.all(wires.map(work));
  for (const wire of wires) wire.close();
  const problems = [...new Set(planned.map(({ problem }) => problem))];
  return { problems, startMs, endMs: Date.now(), refused };
};

/** One ordinary problem of its own; answers its title and when it was sent. */
export const sendOrdinary = async (port: number, nr: number): Promise<StormProblem> => {
  const problem: StormProblem = {
    title: `Later ${String(nr).padStart(5, "0")} on its own`,
    critical: false,
    sentMs: Date.now(),
    open: true,
    alerts: 1,
    atMs: Date.now(),
  };
  const wire = await openWire(port);
  await wire.send(toDrm(problem, "firing", nr));
  wire.close();
  return problem;
};

/** Titles of what is sent here. */
export const TITLES = /(?:Outage|Trouble|Later) \d{5} (?:of the storm|on its own)/g;

const postId = (args: Readonly<Record<string, unknown>>): string =>
  /"id":\s*"((?:card|digest|note):[^"]*)"/.exec(
    typeof args.metadata === "string" ? args.metadata : JSON.stringify(args.metadata ?? ""),
  )?.[1] ?? "";

/** The paragraphs in front of the counts: what leads the digest. */
const leadOf = (args: Readonly<Record<string, unknown>>): string => {
  const blocks = typeof args.blocks === "string" ? args.blocks : JSON.stringify(args.blocks ?? "");
  return blocks.split("*By source*")[0] ?? "";
};

/** 10,000 alerts of 500 problems in a minute. */
export const FULL_STORM: StormSize = {
  alerts: 10_000,
  problems: 500,
  lastsMs: 60_000,
  burst: 10,
  burstEveryMs: 10_000,
};

/** Watches what the workspace takes in; times are when it took it. */
export const watchStorm = (workspace: Workspace): StormSeen => {
  const cardMs = new Map<string, number>();
  const namedMs = new Map<string, number>();
  const digests = new Map<string, string>();
  const shown = new Set<string>();
  const postsMs: number[] = [];
  const updatesMs: number[] = [];
  const digestEditsMs: number[] = [];
  const stop = workspace.onChange((change) => {
    if (change.type !== "call" || !change.call.ok) return;
    const { method, args, atMs } = change.call;
    if (method !== "chat.postMessage" && method !== "chat.update") return;
    (method === "chat.postMessage" ? postsMs : updatesMs).push(atMs);
    if (method === "chat.postMessage") for (const [title] of JSON.stringify(args).matchAll(TITLES)) shown.add(title);
    const id = postId(args);
    if (id.startsWith("digest:")) {
      if (method === "chat.update") digestEditsMs.push(atMs);
      digests.set(id, String(args.text));
      for (const [title] of leadOf(args).matchAll(TITLES)) if (!namedMs.has(title)) namedMs.set(title, atMs);
    } else if (id.startsWith("card:") && method === "chat.postMessage")
      for (const [title] of String(args.text).matchAll(TITLES)) if (!cardMs.has(title)) cardMs.set(title, atMs);
  });
  return { cardMs, namedMs, postsMs, updatesMs, digestEditsMs, digests, shown, stop };
};

/** Most calls within any window of that length. */
export const mostWithin = (timesMs: readonly number[], windowMs: number): number => {
  let most = 0;
  for (let from = 0, to = 0; to < timesMs.length; to += 1) {
    while ((timesMs[to] ?? 0) - (timesMs[from] ?? 0) >= windowMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
};

/** How a critical problem was told: by a card of its own or by name, how long after it was sent, and what was promised. */
export interface CriticalTold {
  readonly title: string;
  /** Among the first four of its 5 s. */
  readonly first: boolean;
  readonly cardAfterMs: number;
  readonly toldAfterMs: number;
}

const WINDOW_MS = 5_000;
const FIRST = 4;

/** Each critical problem of the storm, in the order in which they were sent. */
export const criticalTold = ({ problems }: StormSent, { cardMs, namedMs }: StormSeen): readonly CriticalTold[] => {
  const critical = problems.filter((one) => one.critical).sort((a, b) => a.sentMs - b.sentMs);
  return critical.map(({ title, sentMs }, at) => {
    const before = critical.slice(0, at).filter((one) => sentMs - one.sentMs < WINDOW_MS).length;
    const card = (cardMs.get(title) ?? Number.POSITIVE_INFINITY) - sentMs;
    const name = (namedMs.get(title) ?? Number.POSITIVE_INFINITY) - sentMs;
    return { title, first: before < FIRST, cardAfterMs: card, toldAfterMs: Math.min(card, name) };
  });
};
