import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { commands } from "../../src/commands/index.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Names } from "../../src/core/stats.ts";
import { createContext, linesOf, NOW, someRows } from "./context.ts";

const quiet = { incidents: [], facts: [], people: [], asOfMs: NOW };

describe("oncall stats", () => {
  it("answers on a phone's width with totals, the period before, people, definition and what was read", async () => {
    const { ask } = createContext(someRows());
    const reply = await ask("oncall stats this week");
    assert.equal(
      linesOf(reply),
      [
        "On-call stats · this week",
        "Mon 16 Nov 00:00 – now, Europe/Berlin",
        "In brackets: against Mon 9 Nov 00:00 – Wed 11 Nov 14:23.",
        "Times without brackets are not compared: fewer than 20 in one of the two ranges.",
        "Incidents: 24 (+4)",
        "Pages: 26 (+6)",
        "Disturbed nights: 2 (+2) · 2 pages between 22:00 and 08:00",
        "Acks: 24 (+4)",
        "Time to ack (MTTA): 6 min (+2 min) · half within 6 min, 95% within 6 min · n 23",
        "Time to resolve, by people (MTTR): 1 h 12 min · half within 1 h 12 min, 95% within 1 h 12 min · n 11",
        "Time to resolve, by itself: 1 h 12 min · half within 1 h 12 min, 95% within 1 h 12 min · n 12",
        "Still open: 1 · 1 not acked",
        "Ended without an ack: 0",
        "Bob Anders: 10 pages · 8 acks",
        "Alan Smith: 8 pages · 8 acks",
        "Ana Souza: 8 pages · 8 acks",
        "As of Wed 18 Nov 14:22 · counted from 44 incidents and 90 events, the range before included",
      ].join("\n"),
    );
    assert.equal(reply.picture?.graph, "oncall-stats");
    assert.equal(
      reply.picture?.query.toString(),
      "from=2026-11-15T23%3A00%3A00Z&to=2026-11-22T23%3A00%3A00Z&tz=Europe%2FBerlin",
    );
    assert.notEqual(reply.private, true);
  });

  it("shows people by initials that nobody shares, or not at all", async () => {
    const initials = linesOf(await createContext(someRows(), { names: "initials" }).ask("stats"));
    assert.match(initials, /\nBA: 10 pages/);
    assert.match(initials, /\nAS 2: 8 pages.*\nAS: 8 pages/);
    const totals = linesOf(await createContext(someRows(), { names: "totals" }).ask("stats"));
    assert.match(totals, /Pages: 26/);
    for (const hidden of [initials, totals]) assert.doesNotMatch(hidden, /Bob|Anders|Ana S/);
    assert.doesNotMatch(totals, /BA/);
  });

  it("refuses one person's numbers where only totals are shown", async () => {
    const { ask } = createContext(someRows(), { names: "totals" });
    for (const person of ["bob", "me"])
      await assert.rejects(
        ask(`stats person:${person}`),
        (error) => error instanceof Failure && error.code === "forbidden",
      );
  });

  it("knows who I am", async () => {
    const reply = await createContext(someRows()).ask("stats person:me");
    assert.match(linesOf(reply), /Pages: 8 .*\n/);
    assert.equal(reply.picture?.query.get("person"), "ana@example.com");
    const hidden = await createContext(someRows(), { names: "initials" }).ask("stats person:bob");
    assert.doesNotMatch(linesOf(hidden), /bob/i);
  });

  it("says what is true when nobody was paged, when nothing was collected, and when there is nothing to find", async () => {
    const nothing = linesOf(await createContext(quiet).ask("stats today"));
    assert.match(
      nothing,
      /Nobody was paged and nothing broke: a quiet time\.\nNo comparison: nothing is known of Tue 17 Nov 00:00 – 14:23\./,
    );
    assert.match(nothing, /\nIncidents: 0\nPages: 0\n/);
    assert.doesNotMatch(nothing, /MTT|0 min/);
    const empty = linesOf(await createContext({ ...quiet, asOfMs: null }).ask("stats"));
    assert.match(empty, /Nothing has been collected yet/);
    assert.match(empty, /Nothing collected yet · counted from 0 incidents/);
    assert.doesNotMatch(empty, /quiet/);
    const calm = linesOf(await createContext(quiet).ask("stats today service:nope"));
    assert.match(calm, /No service like "nope" in that time\.\nIncidents: 0/);
    assert.doesNotMatch(calm, /quiet|sleep well/);
  });

  it("answers a filter that stands for nothing to the asker alone, with what there is, and not with zeros", async () => {
    const refused = async (words: string, names: Names = "shown"): Promise<string> => {
      let tell = "";
      await assert.rejects(createContext(someRows(), { names }).ask(words), (error) => {
        assert.ok(error instanceof Failure && error.code === "usage", String(error));
        tell = error.tell ?? "";
        return true;
      });
      return tell;
    };
    assert.equal(
      await refused("stats last month service:Nope"),
      'No service like "Nope" in that time.\nThere is api, payments. If the name is right, it was quiet.',
    );
    assert.match(await refused("stats person:zoe"), /^No person like "zoe" here\.\nThere is Alan Smith, Ana Souza/);
    assert.doesNotMatch(await refused("stats person:zoe", "initials"), /Souza/);
    assert.match(linesOf(await createContext(someRows()).ask("stats service:pay")), /Incidents: 8/);
  });

  it("compares times only of enough incidents, and says once why not", async () => {
    const few = { ...someRows(), incidents: someRows().incidents.filter((_, index) => index < 4 || index >= 24) };
    const lines = linesOf(await createContext(few).ask("stats this week"));
    assert.match(lines, /\nTimes are not compared: fewer than 20 in one of the two ranges\.\n/);
    assert.match(lines, /\nTime to ack \(MTTA\): 6 min · n 4\n/);
    assert.match(lines, /\nTime to resolve, by people \(MTTR\): 1 h 12 min · n 2\n/);
    const before = { ...someRows(), incidents: someRows().incidents.slice(0, 30) };
    assert.match(
      linesOf(await createContext(before).ask("stats this week")),
      /\nTimes are not compared: .*\n.*\(MTTA\): 6 min · half within 6 min, 95% within 6 min · n 23\n/s,
    );
  });

  it("does not compare with, nor call quiet, what was never read", async () => {
    const half = linesOf(await createContext({ ...someRows(), sinceMs: NOW - 5 * 86_400_000 }).ask("stats this week"));
    assert.match(half, /No comparison: what I know begins Fri 13 Nov 14:23\./);
    assert.doesNotMatch(half, /[+−±]\d|not compared/);
    const unread = linesOf(await createContext({ ...quiet, sinceMs: NOW - 3_600_000 }).ask("stats yesterday"));
    assert.match(unread, /I have no numbers of that time: what I know begins Wed 18 Nov 13:23\./);
    assert.doesNotMatch(unread, /quiet|sleep well/);
    const known = linesOf(
      await createContext({ ...someRows(), sinceMs: NOW - 60 * 86_400_000 }).ask("stats this week"),
    );
    assert.match(known, /In brackets: against/);
  });

  it("keeps a long list of people short", async () => {
    const one = {
      source: "pagerduty",
      kind: "notified",
      channel: "sms",
      incidentKey: "Q",
      service: "api",
      teams: [],
    } as const;
    const facts = Array.from({ length: 60 }, (_, index) => ({ ...one, atMs: NOW - 60_000, personId: `X${index}` }));
    const reply = await createContext({ ...quiet, facts }).ask("stats today");
    assert.deepEqual(reply.rows?.at(-1), { label: "40 others", value: "40 pages" });
    assert.ok((reply.rows?.length ?? 0) < 30);
  });
});

describe("oncall live", () => {
  it("knows the asker by the address that they linked", async () => {
    const viewer = async () => ({ userId: "U1", email: "at-the-pager@example.com", lead: false });
    const { links } = await createContext(quiet, { viewer }).ask("oncall live person:me");
    assert.match(links?.at(-1)?.url ?? "", /person=at-the-pager%40example\.com/);
  });

  it("gives the asker alone a link to the list and one to the same window", async () => {
    const reply = await createContext(quiet).ask("oncall live last week team:payments");
    assert.equal(reply.private, true);
    assert.deepEqual(reply.links?.[0], { label: "Open the live list", url: "https://drm.example.com/live?mine" });
    const url = new URL(reply.links?.[1]?.url ?? "");
    assert.equal(url.pathname, "/p/oncall-stats");
    assert.deepEqual([url.searchParams.get("to"), url.searchParams.get("team")], ["2026-11-15T23:00:00Z", "payments"]);
  });
});

describe("oncall link me as", () => {
  it("links, and lets the failure of an unknown address through", async () => {
    const { ask, calls } = createContext(quiet);
    const reply = await ask("pager me as Ana@Example.com");
    assert.match(reply.title, /You are Ana Souza \(ana@example\.com\)/);
    assert.equal(reply.private, true);
    await assert.rejects(ask("oncall link me as nobody@example.com"), Failure);
    assert.deepEqual(calls, ["link ana@example.com", "link nobody@example.com"]);
  });
});

describe("oncall queue", () => {
  it("shows what waits, what is stuck and why, and how to go on", async () => {
    const report = {
      lanes: [
        { channel: "C1", waiting: 3, oldestMs: NOW - 720_000, blocked: "is_archived", nextAtMs: NOW },
        { channel: "C2", waiting: 1, oldestMs: null, nextAtMs: NOW },
      ],
      inboxWaiting: 1,
      unreadable: [{ id: "d1", source: "pagerduty", receivedAtMs: NOW - 60_000, why: "not JSON" }],
      dead: Array.from({ length: 12 }, (_, index) => ({
        id: `p${index}`,
        channel: "C3",
        incidentId: "pd:Q1",
        why: "msg_too_long",
      })),
    };
    const shown = linesOf(await createContext(quiet, { queue: async () => report }).ask("oncall queue"));
    assert.match(
      shown,
      /^What waits\nPut the cause right, then say "oncall queue retry"\.\nInbox: 1 delivery to read\n/,
    );
    assert.match(shown, /\nC1: 3 waiting, oldest 12 min · stuck: is_archived\nC2: 1 waiting\n/);
    assert.match(shown, /\nC3 · pd:Q1: refused: msg_too_long\n…: and 2 more refused\n/);
    assert.match(shown, /pagerduty · d1: unreadable, 1 min ago: not JSON/);
  });

  it("is content when nothing waits, and retries", async () => {
    const { ask, calls } = createContext(quiet);
    assert.equal((await ask("queue")).title, "Nothing waits: everything is said.");
    assert.equal((await ask("oncall queue retry")).title, "Trying again: 3 messages.");
    assert.deepEqual(calls, ["retry"]);
    assert.equal(
      (await createContext(quiet, { retryQueue: async () => 0 }).ask("queue retry")).title,
      "Nothing was stuck.",
    );
  });
});

/** What only looks; everything else is stored before it is acked. */
const LOOKS: readonly string[] = [
  "oncall stats",
  "oncall stats load",
  "oncall stats nights",
  "oncall stats fairness",
  "oncall stats response",
  "oncall stats noise",
  "oncall stats services",
  "oncall stats availability",
  "oncall stats person",
  "oncall stats compare",
  "oncall next",
  "oncall report",
  "oncall who",
  "oncall am i on call",
  "oncall when",
  "oncall my schedule",
  "oncall schedules",
  "oncall schedule",
  "oncall overrides",
  "oncall services",
  "oncall incidents",
  "oncall incident",
  "oncall notes",
  "oncall verdicts missing",
  "oncall verdicts",
  "oncall ratings",
  "oncall whoami",
  "oncall live",
  "oncall queue",
  "oncall audit",
  "oncall help",
  "alerts list",
  "alerts mutes",
  "alerts noisy",
  "alerts without playbook",
  "alerts route",
  "graph",
  "graph list",
  "graph search",
  "graph wider",
  "graph narrower",
  "graph snapshots",
  "graph live",
  "graph watches",
  "measure count",
  "measure rate",
  "measure top",
  "drm doctor",
  "drm status",
];

describe("commands", () => {
  it("are all in the list", () => {
    const folder = new URL("../../src/commands/", import.meta.url);
    const files = readdirSync(folder).filter((file) =>
      readFileSync(new URL(file, folder), "utf8").includes("export default defineCommand"),
    );
    assert.equal(files.length, commands.length);
  });

  it("that change something say so", () => {
    for (const { name, changes } of commands) assert.equal(changes === true, !LOOKS.includes(name), name);
  });
});
