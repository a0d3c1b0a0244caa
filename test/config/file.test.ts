import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { schemaText } from "../../src/cli/docs.ts";
import { readDays, readMinute } from "../../src/config/days.ts";
import { readDuration } from "../../src/config/duration.ts";
import { readConfigText } from "../../src/config/file.ts";
import { configJsonSchema } from "../../src/config/json-schema.ts";
import { refusePattern } from "../../src/config/pattern.ts";
import { toPolicy } from "../../src/config/to-policy.ts";
import { redactText } from "../../src/core/redact.ts";
import { explainRoute, routeFor } from "../../src/core/route.ts";

const DEFAULTS = { opsChannel: "ops", tz: "Europe/Berlin" };
const MONDAY_NOON = Date.parse("2026-11-16T11:00:00Z");
const EXAMPLE = readFileSync(new URL("../../src/config/drm.example.yaml", import.meta.url), "utf8");

const problemsOf = (text: string): readonly string[] => readConfigText(text, "drm.yaml").problems;
const policyOf = (text: string) => {
  const { problems, sections } = readConfigText(text, "drm.yaml");
  assert.deepEqual(problems, []);
  return toPolicy(sections, DEFAULTS);
};

describe("the config file", () => {
  it("names every problem at once, with line, path, what it takes and the nearest name", () => {
    const text = `OPS_CHANEL: x
OPS_CHANNEL: sre
routes:
  - name: db
    match: { source: nagios }
    chanel: db
    hours: { days: mon-fry, from: "09:00", to: "18:00", tz: Europe/Berln }
  - name: all
    left_alone: { after: 5 minuts, page: maybe }
    post: threads
    group: { bye: [service] }
  - match: { source: [] }
    mention: [everyone]
    details: nowhere
fresh_after: 10
runbooks:
  - url: wiki
heartbeats:
  - name: a
    sorce: b
  - name: b
    source: papertrail
    every: 1 day
    hidden: true
redact:
  patterns: { twice: "(a+)+", open: "(", nothing: "x*" }
flapping: { changes: 2, within: 10 min }
`;
    assert.deepEqual(problemsOf(text), [
      "drm.yaml:1 has OPS_CHANEL, which is no setting. Did you mean OPS_CHANNEL?",
      "drm.yaml:6 routes[0].chanel: is not known here. Did you mean channel?",
      'drm.yaml:7 routes[0].hours.days: "mon-fry" is no list of days. It takes "mon-fri" or "sat, sun".',
      "drm.yaml:7 routes[0].hours.tz: is no time zone. It takes an IANA name like Europe/Berlin.",
      'drm.yaml:9 routes[1].left_alone.after: "5 minuts" is no time span. It takes "10 min", "2 h" or "1 day".',
      "drm.yaml:9 routes[1].left_alone.page: takes true or false.",
      'drm.yaml:10 routes[1].post: is "threads". It takes channel, thread, none.',
      "drm.yaml:11 routes[1].group.by: is missing: it takes a text or a list of texts.",
      "drm.yaml:11 routes[1].group.bye: is not known here. Did you mean by?",
      "drm.yaml:12 routes[2].name: is missing: it takes a text.",
      "drm.yaml:12 routes[2].match.source: is empty.",
      "drm.yaml:13 routes[2].mention[0]: is nobody. It takes here, channel, or the id of a person (U…) or group (S…).",
      'drm.yaml:14 routes[2].details: is "nowhere". It takes thread, channel, none.',
      'drm.yaml:15 fresh_after: takes a time span such as "10 min", "2 h" or "1 day".',
      "drm.yaml:17 runbooks[0].url: is no address. It takes https://wiki.example.com/{service}.",
      "drm.yaml:19 heartbeats[0].source: is missing: it takes a text.",
      'drm.yaml:19 heartbeats[0].every: is missing: it takes a time span such as "10 min", "2 h" or "1 day".',
      "drm.yaml:20 heartbeats[0].sorce: is not known here. Did you mean source?",
      "drm.yaml:24 heartbeats[1].hidden: would hide every alert of the source. Say which one with match.",
      "drm.yaml:26 redact.patterns.twice: repeats a repeat, which can take for ever on a long text.",
      "drm.yaml:26 redact.patterns.open: is no pattern: Unterminated group.",
      "drm.yaml:26 redact.patterns.nothing: matches nothing at all, so it would match everywhere.",
      "drm.yaml:27 flapping.changes: takes a whole number from 3 to 30.",
    ]);
  });

  it("what fits alone and not together is named too", () => {
    const text = `routes:
  - name: a
  - name: a
    match: { host: web1 }
  - name: default
    match: { host: web2 }
  - name: end
    match: { source: [nagios, "sen*", papertrial] }
heartbeats:
  - name: Prometheus
    source: prometheus
    every: 5 min
`;
    const said = problemsOf(text).map((problem) => problem.replace(/(?<=It takes )airbrake, .+, victorops/, "SOURCES"));
    assert.deepEqual(said, [
      'drm.yaml:3 routes[1].name: is "a" like one before it. Give each its own name.',
      'drm.yaml:3 routes[1]: is never reached: "a" before it takes everything. Put it in front.',
      "drm.yaml:5 routes[2].name: is default, which is the name of the last one. Take another.",
      'drm.yaml:8 routes[3].match.source: is "papertrial", which is no source. Did you mean papertrail?',
      'drm.yaml:11 heartbeats[0].source: is "prometheus", which is no source. It takes SOURCES.',
    ]);
  });

  it("what is no YAML, no list of names or too clever is one problem, not a crash", () => {
    assert.match(problemsOf("a: [1\nb: 2\n").join(), /^drm.yaml: line \d is not YAML: .+ Mend that line\./);
    assert.match(problemsOf("- a\n- b\n").join(), /not a list of "NAME: value" lines/);
    assert.match(problemsOf("just words").join(), /not a list of "NAME: value" lines/);
    assert.match(problemsOf("OPS_CHANNEL: a\nOPS_CHANNEL: b\n").join(), /line 2 is not YAML: Map keys must be unique/);
    const bomb = [
      "a0: &a0 [x, x]",
      ...Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(9)}]`),
    ];
    assert.match(problemsOf(bomb.join("\n")).join(), /Excessive alias count/);
    assert.deepEqual(problemsOf(""), []);
    assert.deepEqual(problemsOf("routes:\nredact:\n"), [], "an empty section is one that is not there");
    for (const junk of ["routes: 5", "routes: [5]", "routes: {a: 1}", "redact: yes", "runbooks: [[]]", "flapping: []"])
      assert.equal(problemsOf(junk).length, 1, `${junk}: ${problemsOf(junk).join("\n")}`);
  });

  it("settings may be lists, numbers and mappings", () => {
    const { values, problems } = readConfigText(
      "PORT: 9000\nCLOUDWATCH_TOPICS: [a, b]\nGENERIC_MAPPINGS:\n  backup: { title: job.name }\n",
      "drm.yaml",
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(values, {
      PORT: "9000",
      CLOUDWATCH_TOPICS: "a,b",
      GENERIC_MAPPINGS: '{"backup":{"title":"job.name"}}',
    });
  });

  it("the example is valid, for us and for editors, and does what its comments say", () => {
    const policy = policyOf(EXAMPLE);
    const to = (facts: Record<string, string>): string =>
      explainRoute(policy, facts, MONDAY_NOON).find((line) => line.includes("yes -> ")) ?? "";
    assert.match(
      to({ source: "nagios", severity: "critical", service: "database" }),
      /database: yes -> #dba, mentions @S0DBTEAM/,
    );
    assert.match(
      to({ source: "sentry", environment: "staging" }),
      /staging: yes -> #staging, severity warning, in one thread a day, .*nobody/,
    );
    assert.match(to({ source: "pingdom" }), /default: yes -> #ops/);
    const ajv = new Ajv({ strict: false });
    const valid = ajv.compile(configJsonSchema());
    assert.ok(valid(parse(EXAMPLE)), JSON.stringify(valid.errors));
    assert.ok(!valid({ routes: [{ name: "a", chanel: "b" }] }), "a mistyped name is marked");
    assert.ok(!valid({ OPS_CHANEL: "b" }));
    assert.match(EXAMPLE, /^# yaml-language-server: \$schema=\.\/drm\.schema\.json$/m);
  });

  it("never throws, whatever becomes of the file", () => {
    const bits = [
      "[",
      "]",
      "{",
      "}",
      ":",
      " - ",
      "null",
      "~",
      "5",
      '"',
      "*a",
      "&a ",
      "<<: ",
      "#",
      "\n",
      "\n  ",
      "|",
      "\t",
      "\0",
      "😀",
    ];
    let state = 5;
    const random = (below: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    let broken = 0;
    for (let round = 0; round < 300; round++) {
      let text = EXAMPLE;
      for (let count = 0; count <= random(4); count++) {
        const at = random(text.length);
        text = text.slice(0, at) + bits[random(bits.length)] + text.slice(at + random(12));
      }
      const { problems, sections } = readConfigText(text, "drm.yaml");
      if (problems.length > 0) broken += 1;
      else explainRoute(toPolicy(sections, DEFAULTS), { source: "nagios" }, MONDAY_NOON);
      for (const problem of problems) assert.match(problem, /^drm\.yaml(:\d+ |: | is not ).{10,}[.?]$/s);
    }
    assert.ok(broken > 50 && broken < 300, `${broken}`);
  });

  it("the schema for editors is what the file is checked with", () => {
    const have = readFileSync(new URL("../../src/config/drm.schema.json", import.meta.url), "utf8");
    assert.equal(have, schemaText(), "run: npm run docs");
    for (const word of ["routes", "left_alone", "flapping", "PAGERDUTY_TOKEN", "first route that matches wins"])
      assert.ok(have.includes(word), word);
  });
});

describe("the policy that a file makes", () => {
  it("without a file: one route, critical ones reminded of, credentials out", () => {
    const policy = policyOf("");
    assert.deepEqual(policy.routes, [
      {
        name: "default",
        match: {},
        channel: "ops",
        mention: [],
        post: "channel",
        details: "thread",
        leftAlone: { afterMs: 600_000, severities: ["critical"], page: false },
      },
    ]);
    assert.deepEqual(policy.flapping, { changes: 6, withinMs: 900_000 });
    assert.deepEqual([policy.freshAfterMs, policy.groupWindowMs], [900_000, 3_600_000]);
    assert.equal(
      redactText("password=x ana@b.example.com", policy.redactions),
      "password=[redacted credentials] ana@b.example.com",
    );
  });

  it("defaults are filled in, switches switch off, and the default comes last unless the last takes all", () => {
    const { routes } = policyOf(`group_window: 2 h
routes:
  - name: a
    match: { severity: critical, retries: 3 }
    hours: { from: "22:00", to: "06:00" }
    left_alone: { severity: [critical, error], page: true }
    group: { by: service }
  - name: b
    words: [disk]
    left_alone: off
    group: false
    mention: ["@here", U0123456]
`);
    assert.deepEqual(
      routes.map(({ name }) => name),
      ["a", "b", "default"],
    );
    assert.deepEqual(routes[0], {
      name: "a",
      match: { labels: { severity: "critical", retries: "3" } },
      channel: "ops",
      mention: [],
      post: "channel",
      details: "thread",
      leftAlone: { afterMs: 600_000, severities: ["critical", "error"], page: true },
      group: { by: ["service"], windowMs: 7_200_000 },
      hours: { days: [1, 2, 3, 4, 5, 6, 7], fromMin: 1320, toMin: 360, tz: "Europe/Berlin", when: "inside" },
    });
    const second = routes[1];
    assert.deepEqual(
      [second?.match, second?.leftAlone, second?.group, second?.mention],
      [{ words: ["disk"] }, undefined, { by: [], windowMs: 7_200_000 }, ["here", "U0123456"]],
    );
    const all = policyOf("routes:\n  - name: a\n    match: { host: x }\n  - name: rest\n    channel: all\n");
    assert.deepEqual(
      all.routes.map(({ name }) => name),
      ["a", "rest"],
    );
    assert.equal(routeFor(all, {}, 0).channel, "all");
  });

  it("redaction: named sets, own patterns, credentials off when told", () => {
    const { redactions } = policyOf(
      "redact:\n  credentials: false\n  emails: true\n  ips: true\n  cards: true\n  patterns:\n    customer: 'C-\\d{4}'\n",
    );
    assert.equal(
      redactText("password=x ana@b.example.com 10.0.0.1 C-1234", redactions),
      "password=x [redacted e-mail] [redacted IP] [redacted customer]",
    );
  });
});

describe("words of the file", () => {
  it("time spans", () => {
    for (const [text, ms] of Object.entries({
      "10 min": 600_000,
      "2h": 7_200_000,
      "1 day 12 h": 129_600_000,
      "1.5 h": 5_400_000,
      "30s": 30_000,
      "1 Week": 604_800_000,
    }))
      assert.equal(readDuration(text), ms, text);
    for (const text of ["", "10", "min", "0 min", "5 minuts", "10 min x", "1000 weeks", "-5 min"])
      assert.equal(readDuration(text), undefined, text);
  });

  it("days and times of the day", () => {
    assert.deepEqual(readDays("mon-fri"), [1, 2, 3, 4, 5]);
    assert.deepEqual(readDays("Sat, Sunday"), [6, 7]);
    assert.deepEqual(readDays("fri-mon"), [1, 5, 6, 7]);
    for (const text of ["", "m", "funday", "mon-fri-sun", "mon,,tue"]) assert.equal(readDays(text), undefined, text);
    assert.deepEqual([readMinute("09:00"), readMinute("24:00"), readMinute("0:05")], [540, 1440, 5]);
    for (const text of ["9", "24:01", "12:60", "9am"]) assert.equal(readMinute(text), undefined, text);
  });

  it("patterns that could take for ever are refused", () => {
    for (const text of ["(a+)+", "(a*b)*", "(?:x+y?){2,}", "(a)\\1", "(", "", "a*"])
      assert.ok(refusePattern(text), text);
    for (const text of ["C-\\d{4}", "(?:ab)+", "key-[\\w-]+", "(a+)b"])
      assert.equal(refusePattern(text), undefined, text);
  });
});
