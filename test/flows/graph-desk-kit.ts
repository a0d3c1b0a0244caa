import { randomUUID } from "node:crypto";
import type { TestContext } from "node:test";
import type { ChatUser } from "../../src/core/chat.ts";
import type { SaidWhere } from "../../src/core/command.ts";
import type { GraphDesk } from "../../src/core/graph/desk.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { LogCount, LogSource, Measure, Measured, MeasureQuestion } from "../../src/core/measure.ts";
import type { Permissions } from "../../src/core/permissions.ts";
import { defaultPolicy } from "../../src/core/policy-default.ts";
import type { Store } from "../../src/core/store.ts";
import { createGraphDesk } from "../../src/flows/graph-desk.ts";
import { createMeasureData } from "../../src/flows/measure-data.ts";
import { loadPage, type PagePorts, takeSnapshot } from "../../src/flows/snapshot.ts";
import { graphs } from "../../src/graphs/index.ts";
import { sqlitePlace } from "../store/place.ts";

/** Wednesday, 13:23 in London. */
export const NOW = Date.parse("2026-11-18T13:23:00Z");
export const HOUR = 3_600_000;

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const never = (): never => {
  throw new Error("this was not to be asked for");
};

/** 1, 2, 3… over the time that was asked for; "none" is no metric. */
const pointsOf = ({ query, fromMs, toMs }: MeasureQuestion): Measured => {
  const stepMs = Math.max(60_000, Math.floor((toMs - fromMs) / 10));
  const timesMs = Array.from({ length: 10 }, (_, at) => fromMs + at * stepMs).filter((atMs) => atMs < toMs);
  const series = [{ name: "web-1", labels: { host: "web-1" }, values: timesMs.map((_, at) => at + 1) }];
  return { timesMs, stepMs, notes: [], series: query === "none" ? [] : series, unit: "ms" };
};

const linesOf = (count: number, { fromMs }: { readonly fromMs: number }): LogCount => ({
  ...{ count, exact: true, how: "1 page", stepMs: 60_000, timesMs: [fromMs], values: [count], groups: [], lines: [] },
});

/** The desk over the real store and the real graphs, with sources that a test can see being asked. */
export const openDesk = async (
  t: TestContext,
  more: {
    readonly permissions?: Permissions;
    readonly measures?: Readonly<Record<string, Partial<Measure>>>;
    readonly lines?: number;
  } = {},
) => {
  const place = await sqlitePlace();
  t.after(() => place.clean());
  let nowMs = NOW;
  const clock = (): number => nowMs;
  const store: Store = await place.open(clock);
  const asked: MeasureQuestion[] = [];
  const counted: { readonly fromMs: number; readonly toMs: number }[] = [];
  const ask = async (question: MeasureQuestion): Promise<Measured> => {
    asked.push(question);
    return pointsOf(question);
  };
  const measure: Measure = {
    name: "Prometheus",
    ask,
    link: ({ query }) => `https://prom.example.com/graph?q=${query}`,
  };
  const measures = new Map(
    Object.entries({ prometheus: {}, ...more.measures }).map(([name, own]) => [name, { ...measure, ...own }]),
  );
  const loki: LogSource = {
    name: "Loki",
    link: () => undefined,
    async count(question) {
      counted.push(question);
      return linesOf(counted.length === 1 ? (more.lines ?? 7) : 100, question);
    },
  };
  const logs = new Map([["loki", loki]]);
  const measured = createMeasureData({ measures, logs, store, clock, policy: () => defaultPolicy("ops") });
  const pages: PagePorts = {
    ...{ graphs, clock, weekStart: 1, tz: "Europe/London" },
    data: { ...measured, names: "shown", stats: never, ratings: never },
  };
  const policy = () => ({ ...defaultPolicy("ops"), permissions: more.permissions ?? {} });
  const chat = { user: never, groupMembers: never, groupId: never, channelId: async (name: string) => name };
  const newId = () => randomUUID().replaceAll("-", "").slice(0, 16);
  const links = {
    frozen: (id: string) => `frozen/${id}`,
    live: (page: string, query: URLSearchParams) => `live/${page}?${query}`,
    personal: (page: string, query: URLSearchParams, user: string) => `${user}/${page}?${query}`,
  };
  const make = createGraphDesk({
    watchEveryMs: { update: 60_000, again: 300_000 },
    ...{ measures, logs, store, pages, links, newId, watchMode: () => "update", thresholds: async () => [] },
    permit: { chat, policy, log: quiet },
  });
  const deskOf = (
    who: Partial<ChatUser> = {},
    said: SaidWhere = { place: { channel: "C1", thread: "1.1" } },
    here?: Incident,
  ): GraphDesk => make({ id: "U1", name: "Ana", tz: "Europe/London", outsider: false, ...who }, said, async () => here);
  /** Keeps a drawn picture as an answer does. */
  const post = ({ picture }: Awaited<ReturnType<GraphDesk["draw"]>>, thread: string | undefined = "1.1") =>
    takeSnapshot(
      {
        ...pages,
        render: async () => Uint8Array.of(1),
        drawnAtSource: async () => undefined,
        store,
        newId,
        log: quiet,
      },
      picture,
      { by: "U1", channel: "C1", ...(thread === undefined ? {} : { thread }) },
    );
  return {
    ...{ store, asked, counted, deskOf, post },
    page: (page: string, query: string) => loadPage(pages, page, new URLSearchParams(query)),
    jump: (ms: number) => {
      nowMs += ms;
    },
  };
};
