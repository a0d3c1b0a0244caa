import { commands, phrases } from "../../src/commands/index.ts";
import type { AlertsDesk } from "../../src/core/alerts-desk.ts";
import type { ArgSpecs } from "../../src/core/args.ts";
import type { CareDesk } from "../../src/core/care-desk.ts";
import type { Command, CommandContext } from "../../src/core/command.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Reply, SayButton } from "../../src/core/message.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatsRows } from "../../src/core/stats/rows.ts";
import { inZone } from "../../src/core/time/when.ts";
import { parseWords } from "../../src/core/words.ts";
import { type GivenRows, rowsWith } from "../support/stats-rows.ts";
import { createGraphs } from "./graphs.ts";
import { createPager, NOW_MS } from "./pager.ts";

const MIN = 60_000;
/** Wednesday afternoon: 14:23 in Berlin. */
export const NOW = NOW_MS;

/** Four people, 24 incidents this week and 20 in the same part of the last, one page each; Bob is woken twice. */
export const someRows = (): StatsRows => {
  const people = ["Ana Souza", "Bob Anders", "Alan Smith", "Deepa Iyer"].map((name, index) => ({
    source: "pagerduty",
    id: `P${index}`,
    name,
    email: `${name.split(" ")[0]?.toLowerCase()}@example.com`,
    tz: "Europe/Berlin",
  }));
  const make = (count: number, day: string, prefix: string) =>
    Array.from({ length: count }, (_, index) => ({
      index,
      key: `${prefix}${index}`,
      atMs: Date.parse(day) + index * 20 * MIN,
    }));
  const all = [...make(24, "2026-11-17T08:00:00Z", "Q"), ...make(20, "2026-11-10T08:00:00Z", "B")];
  const service = (index: number) => (index % 3 === 0 ? "payments" : "api");
  const base = { source: "pagerduty", teams: [] };
  const night = {
    ...base,
    kind: "notified",
    personId: "P1",
    channel: "phone",
    incidentKey: "Q0",
    service: "api",
  } as const;
  return rowsWith({
    people,
    asOfMs: NOW - MIN,
    incidents: all.map(({ index, key, atMs }) => ({
      ...base,
      key,
      service: service(index),
      openedAtMs: atMs,
      ackedAtMs: key === "Q23" ? null : atMs + (key.startsWith("Q") ? 6 : 4) * MIN,
      resolvedAtMs: key === "Q23" ? null : atMs + 72 * MIN,
      ending: key === "Q23" ? null : index % 2 ? "human" : "auto",
    })),
    facts: [
      ...all.flatMap(({ index, key, atMs }) => {
        const one = { ...base, incidentKey: key, service: service(index), personId: `P${index % 3}` };
        return [
          { ...one, kind: "notified", channel: "push", atMs } as const,
          { ...one, kind: "acked", atMs: atMs + 6 * MIN } as const,
        ];
      }),
      { ...night, atMs: Date.parse("2026-11-16T23:30:00Z") },
      { ...night, atMs: Date.parse("2026-11-18T02:30:00Z") },
    ],
  });
};

/** A desk where nothing is open and nothing is muted. */
export const emptyDesk: AlertsDesk = {
  list: async () => ({ incidents: [], total: 0 }),
  mutes: async () => [],
  mute: async (wish) => ({
    mute: { ...wish, id: "m1", by: "ana", channel: "C1", swallowed: 0 },
    open: 0,
    atPager: false,
  }),
  unmute: async (which) => {
    throw new Failure("not_found", `no mute ${which}`);
  },
  noise: async () => [],
  explainRoute: () => [],
  runbookFor: () => undefined,
  liveUrl: () => "https://drm.example.com/live",
  personalLiveUrl: () => "https://drm.example.com/live?mine",
};

/** Nobody said anything of anything. */
export const emptyCare: CareDesk = {
  problem: async (ref) => {
    throw new Failure("not_found", `no incident ${ref}`);
  },
  judge: async (incidentId) => {
    throw new Failure("not_found", `no incident ${incidentId}`);
  },
  verdict: async () => undefined,
  missing: async () => ({ incidents: [], total: 0 }),
  rate: async () => undefined,
  rated: async () => [],
};

/** A context over made-up rows, and what the commands did to it. */
export const createContext = (given: GivenRows, more: Partial<CommandContext> = {}) => {
  const calls: string[] = [];
  const rows = rowsWith(given);
  const context: CommandContext = {
    nowMs: NOW,
    asker: { id: "U1", name: "ana", email: "ana@example.com", tz: "Europe/Berlin", outsider: false },
    weekStart: 1,
    names: "shown",
    stats: async (name, query) => STATISTICS[name].compute(rows, query),
    viewer: async () => ({ userId: "U1", email: "ana@example.com", lead: false }),
    care: emptyCare,
    pager: createPager(),
    graphs: createGraphs().desk,
    said: {},
    here: async () => undefined,
    audit: { list: async () => ({ entries: [], total: 0 }) },
    undo: async (id) => {
      calls.push(`undo ${id ?? "last"}`);
      return { title: "Undone." };
    },
    checkup: async () => [],
    personalLink: async (graph, query) => `https://drm.example.com/p/${graph}?${query}`,
    link: async (email) => {
      calls.push(`link ${email}`);
      if (email.startsWith("nobody")) throw new Failure("not_found", "nobody has this address");
      return { name: "Ana Souza", email };
    },
    alerts: emptyDesk,
    queue: async () => ({ lanes: [], inboxWaiting: 0, unreadable: [], dead: [] }),
    retryQueue: async () => {
      calls.push("retry");
      return 3;
    },
    commands: (): readonly Command<ArgSpecs>[] => commands,
    ...more,
  };
  const ask = async (text: string): Promise<Reply> => {
    const range = { nowMs: NOW, tz: context.asker.tz, weekStart: context.weekStart };
    const { command, args } = parseWords(text, commands, range, phrases);
    return command.run(context, args);
  };
  return { ask, calls };
};

/** A reply as lines of text, its moments as Berlin reads them. */
export const linesOf = (reply: Reply): string =>
  inZone(
    [
      reply.title,
      ...(reply.lines ?? []),
      ...(reply.rows ?? []).map(({ label, value }) => `${label}: ${value}`),
      ...(reply.items ?? []).flatMap(({ mark, title, lines }) => [[mark, title].filter(Boolean).join(" "), ...lines]),
      ...(reply.footer ?? []),
    ].join("\n"),
    "Europe/Berlin",
  );

/** What each button says or opens: "Ack: oncall ack 12", "Note…: form note 12". */
export const buttonsOf = (buttons: readonly SayButton[] | undefined): readonly string[] =>
  (buttons ?? []).map(({ label, say, form }) => `${label}: ${form ? `form ${form.name} ${form.about}`.trim() : say}`);
