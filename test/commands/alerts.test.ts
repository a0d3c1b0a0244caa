import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AlertsDesk, MuteWish } from "../../src/core/alerts-desk.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { Facts } from "../../src/core/match.ts";
import type { IncidentFilter, Noise } from "../../src/core/store.ts";
import { createContext, emptyDesk, linesOf, NOW, someRows } from "./context.ts";

const MIN = 60_000;

const incident = (more: Partial<Incident>): Incident => ({
  id: "nagios:db1",
  source: "nagios",
  key: "db1",
  version: 1,
  state: "firing",
  severity: "critical",
  title: "Disk full",
  labels: { service: "db", host: "db1" },
  openedAtMs: NOW - 12 * MIN,
  firings: 1,
  history: [],
  last: { atMs: 0, rank: 1, eventId: "1" },
  ...more,
});

const noise = (more: Partial<Noise>): Noise => ({
  source: "nagios",
  problem: "db1",
  title: "Disk full",
  service: "db",
  occurrences: 4,
  firings: 9,
  endedAlone: 3,
  muted: 0,
  lastMs: NOW,
  hasRunbook: false,
  incidentId: "nagios:db1",
  ...more,
});

const desk = (more: Partial<AlertsDesk>) => createContext(someRows(), { alerts: { ...emptyDesk, ...more } });

describe("alerts list", () => {
  it("shows the worst, who took them and what is muted", async () => {
    const open = [
      incident({}),
      incident({ state: "acked", severity: "warning", title: "Slow", ackedBy: "Ben", labels: {} }),
    ];
    const list: AlertsDesk["list"] = async ({ muted }) =>
      muted ? { incidents: [], total: 2 } : { incidents: open, total: 20 };
    assert.equal(
      linesOf(await desk({ list }).ask("/alerts list")),
      [
        "20 problems open",
        "🔴 Disk full: critical · db · db1 · 12 min",
        "🟠 Slow: warning · nagios · 12 min · taken by Ben",
        "and 18 more on the live list",
        '2 muted problems not shown: "alerts mutes" says why',
      ].join("\n"),
    );
  });

  it("asks for what was asked for", async () => {
    const asked: IncidentFilter[] = [];
    const list: AlertsDesk["list"] = async (filter) => {
      asked.push(filter);
      return { incidents: [], total: 0 };
    };
    const reply = await desk({ list }).ask('alerts list service:"Checkout API" severity:critical|error 502s');
    assert.equal(reply.title, "Nothing open matches service:Checkout API severity:critical|error 502s");
    const { states, services, severities, words } = asked[0] ?? {};
    assert.deepEqual(
      [states, services, severities, words],
      [["firing", "acked"], ["Checkout API"], ["critical", "error"], ["502s"]],
    );
  });

  it("refuses labels it cannot look up", async () => {
    await assert.rejects(
      desk({}).ask("alerts list color:red"),
      (error) => error instanceof Failure && /not for "color:"/.test(error.tell ?? ""),
    );
    await assert.rejects(desk({}).ask("alerts list severity:awful"), /no severity/);
  });
});

describe("alerts mute", () => {
  const muted = async (words: string, open = 0) => {
    const wishes: MuteWish[] = [];
    const reply = await desk({
      async mute(wish) {
        wishes.push(wish);
        return { mute: { ...wish, id: "m1", by: "ana", channel: "C1", swallowed: 0 }, open, atPager: false };
      },
    }).ask(words);
    return { reply, wish: wishes[0] };
  };

  it("takes words, labels, a time and a reason", async () => {
    const { reply, wish } = await muted(
      'alerts mute host:web* severity:warning|info "connection refused" 2h because deploy of v42',
      3,
    );
    assert.deepEqual(wish, {
      kind: "mute",
      match: { labels: { host: "web*", severity: ["warning", "info"] }, words: ["connection refused"] },
      fromMs: NOW,
      untilMs: NOW + 120 * MIN,
      because: "deploy of v42",
    });
    assert.match(
      linesOf(reply),
      /until Wed 18 Nov 16:23, by ana, because deploy of v42\n3 open problems of now are quiet/,
    );
  });

  it("asks for what is missing, and for nothing endless", async () => {
    const told = async (words: string): Promise<string> => {
      try {
        await muted(words);
      } catch (error) {
        if (error instanceof Failure) return error.tell ?? "";
      }
      return "";
    };
    assert.match(await told("alerts mute web1 because deploy"), /^For how long/);
    assert.match(await told("alerts mute web1 2h"), /^Why\?/);
    assert.match(await told("alerts mute 2h because deploy"), /^What shall be quiet/);
    assert.match(await told("alerts mute web1 9 weeks because deploy"), /31 days/);
    assert.match(await told("alerts mute web1 2h"), /Usage: alerts mute/);
  });

  it("mutes everything only when told so in words", async () => {
    const { wish, reply } = await muted("alerts mute everything 30m because drill");
    assert.deepEqual(wish?.match, {});
    assert.equal(reply.title, "Muted: everything");
  });
});

describe("alerts mutes, unmute and maintenance", () => {
  it("lists owner, end, reason and what was kept quiet", async () => {
    const mutes = async () => [
      {
        id: "m1",
        kind: "mute" as const,
        match: { labels: { host: "web1" } },
        fromMs: NOW - MIN,
        untilMs: NOW + 60 * MIN,
        by: "Ana",
        channel: "C1",
        because: "deploy",
        swallowed: 14,
      },
    ];
    assert.match(
      linesOf(await desk({ mutes }).ask("alerts mutes")),
      /🔇 host:web1: until Wed 18 Nov 15:23 · by Ana: deploy · 14 alerts kept quiet · m1/,
    );
  });

  it("asks which mute to end", async () => {
    await assert.rejects(desk({}).ask("alerts unmute"), /no mute named/);
  });

  it("plans maintenance ahead of time and says whether the pager knows", async () => {
    const wishes: MuteWish[] = [];
    const { ask } = desk({
      async mute(wish) {
        wishes.push(wish);
        return {
          mute: { ...wish, id: "m2", by: "ana", channel: "C1", swallowed: 0 },
          open: 0,
          atPager: wishes.length > 1,
        };
      },
    });
    const only = linesOf(await ask('alerts maintenance "Checkout API" sat 22:00 - 23:30 because upgrade'));
    assert.match(only, /Sat 21 Nov 22:00 – 23:30, by ana, because upgrade\nOnly here/);
    assert.deepEqual([wishes[0]?.kind, wishes[0]?.match], ["maintenance", { labels: { service: "Checkout API" } }]);
    assert.match(linesOf(await ask("maintenance payments 60m")), /The pager keeps quiet about it too/);
  });
});

describe("alerts noisy, without playbook and route", () => {
  it("says how loud and how many ended alone", async () => {
    const reply = linesOf(await desk({ noise: async () => [noise({})] }).ask("alerts noisy"));
    assert.match(reply, /Disk full: db · 4 times · 9 firings · 3 ended without anybody · no playbook/);
  });

  it("leaves out what the table has a playbook for", async () => {
    const { ask } = desk({
      noise: async () => [
        noise({}),
        noise({ title: "Slow", problem: "slow" }),
        noise({ hasRunbook: true, title: "Ok" }),
      ],
      runbookFor: ({ title }: Facts) => (title === "Slow" ? "https://wiki.example.com/slow" : undefined),
    });
    const reply = linesOf(await ask("alerts without playbook"));
    assert.match(reply, /1 problem of 3 without a playbook/);
    assert.doesNotMatch(reply, /Slow|Ok/);
  });

  it("explains a route from labels written either way", async () => {
    const asked: Facts[] = [];
    const explainRoute = (facts: Facts) => {
      asked.push(facts);
      return ["1 default: yes -> #ops"];
    };
    const { ask } = desk({ explainRoute });
    assert.match(linesOf(await ask("alerts route source:papertrail host=web1")), /default: yes/);
    assert.deepEqual(asked, [{ source: "papertrail", host: "web1" }]);
    await assert.rejects(ask("alerts route papertrail"), /no label/);
  });
});
