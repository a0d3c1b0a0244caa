import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { globMatches, matches, mismatch } from "../../src/core/match.ts";
import type { Policy, Route } from "../../src/core/policy.ts";
import { defaultPolicy, defaultRoute } from "../../src/core/policy-default.ts";
import { explainRoute, routeFor, routeNamed } from "../../src/core/route.ts";
import { isWithin } from "../../src/core/route-hours.ts";
import { runbookFor } from "../../src/core/runbook.ts";

const NOON = Date.parse("2026-11-16T12:00:00Z"); // a Monday
const route = (name: string, more: Partial<Route> = {}): Route => ({ ...defaultRoute(name), name, ...more });
const policy = (...routes: readonly Route[]): Policy => ({
  ...defaultPolicy("ops"),
  routes: [...routes, defaultRoute("ops")],
});
const BUSINESS = { days: [1, 2, 3, 4, 5], fromMin: 9 * 60, toMin: 18 * 60, tz: "Europe/Berlin" };
const NIGHT = { days: [1, 2, 3, 4, 5], fromMin: 22 * 60, toMin: 6 * 60, tz: "Europe/Berlin" };

/** A row of numbers that is the same each time. */
const randomOf = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
};

describe("routes", () => {
  it("the first that matches wins, the default takes the rest", () => {
    const some = policy(
      route("db", { match: { labels: { host: "db*" } } }),
      route("bad", { match: { labels: { severity: ["critical", "error"] } } }),
    );
    const nameFor = (facts: Record<string, string>): string => routeFor(some, facts, NOON).name;
    assert.equal(nameFor({ host: "DB1", severity: "critical" }), "db");
    assert.equal(nameFor({ host: "web1", severity: "error" }), "bad");
    assert.equal(nameFor({ host: "web1", severity: "info" }), "default");
    assert.equal(routeNamed(some, "bad").channel, "bad");
    assert.equal(routeNamed(some, "gone").name, "default");
  });

  it("property: the one that takes it matches, none before it does, and the explanation names it last", () => {
    const random = randomOf(7);
    const pick = <T>(list: readonly [T, ...T[]]): T => list[random(list.length)] ?? list[0];
    for (let round = 0; round < 500; round++) {
      const routes = Array.from({ length: random(6) }, (_, index) =>
        route(`r${index}`, {
          match: {
            ...(random(3) > 0 ? { labels: { source: pick(["nagios", "p*", "!nagios", ["sentry", "nag*"]]) } } : {}),
            ...(random(3) === 0 ? { words: [pick(["disk", "502"])] } : {}),
          },
          ...(random(3) === 0 ? { hours: { ...pick([BUSINESS, NIGHT]), when: pick(["inside", "outside"]) } } : {}),
        }),
      );
      const some = policy(...routes);
      const facts = { source: pick(["nagios", "papertrail", "sentry"]), title: pick(["Disk full", "502s", "Slow"]) };
      const nowMs = NOON + random(14 * 24) * 3_600_000;
      const takes = (one: Route): boolean =>
        matches(one.match, facts) && (!one.hours || isWithin(one.hours, nowMs) === (one.hours.when === "inside"));
      const taken = routeFor(some, facts, nowMs);
      assert.equal(taken, some.routes.find(takes));
      const said = explainRoute(some, facts, nowMs);
      assert.equal(said.length, some.routes.indexOf(taken) + 1);
      for (const [index, line] of said.entries())
        assert.match(line, index === said.length - 1 ? /^\d+ \w+: yes -> #/ : /^\d+ \w+: no, ./);
    }
  });

  it("explains itself", () => {
    const some: Policy = {
      ...policy(
        route("database", { match: { labels: { source: "nagios" } } }),
        route("office", { hours: { ...BUSINESS, when: "outside" } }),
        route("words", { match: { words: ["kernel"] } }),
        route("deploys", { match: { labels: { environment: "*" } } }),
      ),
      runbooks: [{ match: { labels: { host: "web*" } }, url: "https://wiki.example.com/{host}" }],
    };
    assert.deepEqual(explainRoute(some, { source: "papertrail", host: "web 1" }, NOON), [
      "1 database: no, source is papertrail, not nagios",
      "2 office: no, it is Mon 13:00, within Mon-Fri 09:00-18:00 Europe/Berlin",
      '3 words: no, "kernel" is nowhere in it',
      "4 deploys: no, environment is not given, * is asked",
      "5 default: yes -> #ops, critical reminded after 10 min",
      "playbook: https://wiki.example.com/web%201",
    ]);
    const all = route("all", {
      channel: "C0123456789",
      severity: "critical",
      mention: ["here", "U012345"],
      post: "thread",
      details: "channel",
      leftAlone: { afterMs: 300_000, severities: ["critical", "error"], page: true },
      group: { by: ["service", "region"], windowMs: 3_600_000 },
    });
    assert.deepEqual(explainRoute(policy(all), {}, NOON), [
      "1 all: yes -> C0123456789, severity critical, mentions @here, @U012345, in one thread a day, details in the channel, " +
        "one card for the same service and region within 1 h, critical or error reminded after 5 min and paged 5 min later",
    ]);
  });

  it("hours: half-open, over midnight, and by the wall when clocks change", () => {
    const at = (text: string): number => Date.parse(text);
    assert.ok(isWithin(BUSINESS, at("2026-11-16T08:00:00Z")), "Monday 09:00 in Berlin");
    assert.ok(!isWithin(BUSINESS, at("2026-11-16T07:59:59Z")));
    assert.ok(!isWithin(BUSINESS, at("2026-11-16T17:00:00Z")), "18:00 is over");
    assert.ok(!isWithin(BUSINESS, at("2026-11-15T12:00:00Z")), "a Sunday");
    assert.ok(isWithin(NIGHT, at("2026-11-20T21:00:00Z")), "Friday 22:00");
    assert.ok(isWithin(NIGHT, at("2026-11-21T04:59:00Z")), "Saturday 05:59 is Friday's night");
    assert.ok(!isWithin(NIGHT, at("2026-11-21T05:00:00Z")), "Saturday 06:00");
    assert.ok(!isWithin(NIGHT, at("2026-11-21T21:00:00Z")), "Saturday has no night of its own");
    assert.ok(!isWithin(NIGHT, at("2026-11-16T04:00:00Z")), "Monday 05:00 would be Sunday's");
    assert.ok(isWithin(BUSINESS, at("2026-03-27T08:30:00Z")), "Friday 09:30 in winter time");
    assert.ok(!isWithin(BUSINESS, at("2026-03-27T07:30:00Z")), "Friday 08:30 in winter time");
    assert.ok(isWithin(BUSINESS, at("2026-03-30T07:30:00Z")), "Monday 09:30 in summer time");
    const sunday = { days: [7], fromMin: 150, toMin: 210, tz: "Europe/Berlin" };
    assert.ok(isWithin(sunday, at("2026-03-29T01:15:00Z")), "02:30 is not there, 03:15 is");
    assert.ok(
      isWithin(sunday, at("2026-10-25T00:45:00Z")) && isWithin(sunday, at("2026-10-25T01:45:00Z")),
      "02:45 twice",
    );
    const whole = { days: [1], fromMin: 0, toMin: 1440, tz: "UTC" };
    assert.ok(isWithin(whole, at("2026-11-16T23:59:59Z")) && !isWithin(whole, at("2026-11-17T00:00:00Z")));
  });

  it("a runbook needs every label that its address names, and what is filled in is escaped", () => {
    const table = {
      runbooks: [
        { match: {}, url: "https://wiki.example.com/{team}/{service}" },
        { match: { labels: { service: "check*" } }, url: "https://wiki.example.com/{service}" },
      ],
    };
    assert.equal(runbookFor(table, { service: "checkout", team: "a/b" }), "https://wiki.example.com/a%2Fb/checkout");
    assert.equal(runbookFor(table, { service: "checkout" }), "https://wiki.example.com/checkout");
    assert.equal(runbookFor(table, { service: "search" }), undefined);
  });
});

describe("matchers", () => {
  it("globs: case does not matter, * spans anything, the rest is literal", () => {
    assert.ok(globMatches("web*", "WEB1") && globMatches("*full*", "disk is full\nnow") && globMatches("a.b", "a.b"));
    assert.ok(!globMatches("a.b", "axb") && !globMatches("web", "web1") && !globMatches("w?b", "web"));
  });

  it("lists are any of them, ! is none of them, also together", () => {
    const asks = (wanted: string | readonly string[], env?: string): boolean =>
      matches({ labels: { env: wanted } }, env === undefined ? {} : { env });
    assert.ok(asks(["prod", "live"], "live") && !asks(["prod", "live"], "dev"));
    assert.ok(asks("!dev", "prod") && asks("!dev") && !asks("!dev", "dev"));
    assert.ok(asks(["p*", "!preview"], "prod") && !asks(["p*", "!preview"], "preview") && !asks(["p*", "!preview"]));
    assert.ok(asks("*", "x") && !asks("*"));
  });

  it("each word is somewhere in it", () => {
    const facts = { title: "Disk full", host: "web1" };
    assert.equal(mismatch({ words: ["DISK", "web"] }, facts), undefined);
    assert.equal(mismatch({ words: ["disk", "db"] }, facts), '"db" is nowhere in it');
  });

  it("a severity that there is not is refused with those that there are", () => {
    assert.throws(() => explainRoute(defaultPolicy("ops"), { severity: "bad" }, 0), /no severity bad/);
  });
});
