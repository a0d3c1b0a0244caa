import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type { CommandContext } from "../../src/core/command.ts";
import { Failure } from "../../src/core/failure.ts";
import type { GraphDesk, GraphSource } from "../../src/core/graph/desk.ts";
import type { LogCount } from "../../src/core/measure.ts";
import { redactText } from "../../src/core/redact.ts";
import { CREDENTIALS } from "../../src/core/redactions.ts";
import { shopLines } from "../../src/demo/metrics/log-lines.ts";
import type { LogServer } from "../../src/demo/metrics/log-server.ts";
import { createLokiDemo } from "../../src/demo/metrics/loki.ts";
import loki from "../../src/integrations/loki.ts";
import { logsOf } from "../integrations/log-kit.ts";
import { problem } from "../integrations/pager-setup.ts";
import { buttonsOf, createContext, linesOf, NOW, someRows } from "./context.ts";
import { createGraphs } from "./graphs.ts";

const HOUR = 3_600_000;
const LOGS: readonly GraphSource[] = [
  { source: "prometheus", name: "Prometheus", kind: "points" },
  { source: "loki", name: "Loki", kind: "logs" },
  { source: "papertrail", name: "Papertrail", kind: "logs" },
];
/** What a count may look like besides what a test is about. */
const counted = (more: Partial<LogCount> = {}): LogCount => ({
  count: 0,
  exact: true,
  how: "counted by hand",
  timesMs: [NOW - HOUR, NOW - HOUR / 2],
  stepMs: HOUR / 2,
  values: [0, 0],
  groups: [],
  lines: [],
  ...more,
});

/** A context whose desk counts with `count`; what it was asked stands in `asked`. */
const withCount = (
  count: (
    asked: Parameters<GraphDesk["count"]>[0],
    range: { readonly fromMs: number; readonly toMs: number },
  ) => Promise<LogCount>,
  more: Partial<CommandContext> = {},
  desk: Partial<GraphDesk> = {},
) => {
  const { desk: graphs, notes } = createGraphs({
    sources: () => LOGS,
    scrub: (text) => redactText(text, CREDENTIALS),
    count: async (asked, view) => ({ drawn: await graphs.draw(asked, view), count: await count(asked, view.range) }),
    ...desk,
  });
  return { ...createContext(someRows(), { graphs, ...more }), asked: notes.drawn };
};

describe("measure", () => {
  let server: LogServer;
  before(async () => {
    server = await createLokiDemo({ clock: () => NOW });
  });
  after(() => server.close());
  const real = (more: Partial<CommandContext> = {}) => {
    const source = logsOf(loki, { LOKI_URL: server.url, LOKI_SELECTOR: '{env="prod"}' });
    return withCount(
      ({ query, by }, { fromMs, toMs }) =>
        source.count({ text: query, fromMs, toMs, points: 60, by: by?.label, tz: "Europe/Berlin" }),
      more,
    );
  };
  const held = (words: string, hours = 1) =>
    shopLines(NOW - hours * HOUR, NOW).filter(({ text }) => text.includes(words));

  it("count: the number first, when, how, three lines, and one asking for all of it", async () => {
    const { ask, asked } = real();
    const calls = server.calls.length;
    const reply = await ask('measure count "status=502" last 2h');
    const lines = held("status=502", 2);
    assert.equal(reply.title, `status=502: ${lines.length} lines in the last 2h`);
    const said = linesOf(reply).split("\n");
    assert.equal(said[1], "Wed 18 Nov 12:23 – 14:23, Europe/Berlin");
    assert.equal(said[2], "The newest 3:");
    assert.match(said[3] ?? "", /^\d\d:\d\d web-\d: 10\.0\.4\.\d+ "GET /);
    assert.match(said.at(-1) ?? "", /^Exact: Loki counted every line of \{env="prod"\} \|= "status=502"\.$/);
    assert.equal(server.calls.length - calls, 3, "count, points and lines, once");
    assert.deepEqual(
      asked.map(({ asked }) => asked),
      [{ kind: "logs", source: "loki", query: '"status=502"', shape: "count" }],
    );
    assert.equal(reply.picture?.together, true);
    assert.ok(buttonsOf(reply.buttons).some((button) => button.startsWith("Wider: graph wider ")));
    assert.notEqual(reply.private, true);
  });

  it("compares with the time before, and says so; what cannot be counted is no zero", async () => {
    const counts = [counted({ count: 12 }), counted({ count: 10 })];
    const desk = (before: LogCount | undefined): Partial<GraphDesk> => ({
      count: async () => {
        const { desk: graphs } = createGraphs();
        const drawn = await graphs.draw(
          { kind: "logs", source: "loki", query: "x" },
          { range: { fromMs: NOW - HOUR, toMs: NOW, endMs: NOW, tz: "UTC", label: "last 1h" } },
        );
        return { drawn, count: counts[0] ?? counted(), before };
      },
    });
    const of = async (words: string, before: LogCount | undefined) =>
      linesOf(await withCount(async () => counted(), {}, desk(before)).ask(words));
    const said = await of('measure count "502" last 1h vs last week', counts[1]);
    assert.match(said, /^502: 12 lines in the last 1h\n.*\n1 week before: 10 lines; now up 2 \(20 %\)\.$/m);
    assert.match(await of('measure count "502" vs:1w', counted({ silent: "" })), /\n1 week before: no data, /);
    assert.match(await of('measure rate "502" last hour vs previous', counts[1]), /\n1 h before: 10 lines;/);
    assert.match(await of('measure top "502" vs:1d', undefined), /\n24 h before: could not be counted\./);
    assert.match(
      await of('measure count "502" vs:1d', counted({ count: 10, exact: false })),
      /\n24 h before: at least 10 lines\.\n/,
    );
  });

  it("says that a pattern was no pattern", async () => {
    const { ask } = withCount(async () => counted());
    for (const text of ['"50[23]"', "*", '"time.*out"', '"a|b"', "5xx", "status=~5.."])
      assert.match(linesOf(await ask(`measure count ${text}`)), /looked for as it stands/, text);
    for (const text of ['"502"', '{app="x"} |~ "50[23]"', "timeout", '"status=502"'])
      assert.doesNotMatch(linesOf(await ask(`measure count ${text}`)), /looked for as it stands/, text);
    assert.match((await ask('measure count "timed out last 2h')).title, /^timed out/);
    assert.match(
      linesOf(await ask("measure count error OR warn")),
      /either take LogQL: \{app="web"\} \|~ "error\|warn"/,
    );
    assert.match(linesOf(await ask("measure count error AND warn")), /Lines with both take quotes/);
  });

  it("says which words it took for no time, where it found nothing", async () => {
    const { ask } = withCount(async () => counted());
    for (const [words, part] of [
      ["502 last night", "last night"],
      ["502 last 1h last 2h", "last 1h"],
      ["timed out between 2 and 3", "between 2 and 3"],
      ["502 last night token=tiger1234567890tiger source:papertrail", undefined],
    ] as const) {
      const said = linesOf(await ask(`measure count ${words}`));
      assert.match(
        said,
        new RegExp(`\\n"${part ?? "last night token=.*"}" was looked for as a part of the text\\. Times are`),
        words,
      );
      assert.doesNotMatch(said, /tiger1/);
    }
    for (const words of ["timeout", '"502" last 2h', '{app="x"} |= "gone since yesterday"'])
      assert.doesNotMatch(linesOf(await ask(`measure count ${words}`)), /as a part of the text/, words);
    const found = withCount(async () => counted({ count: 2 }));
    assert.doesNotMatch(linesOf(await found.ask("measure count gone since monday night")), /as a part of the text/);
  });

  it("says a time that was given by its beginning as people do", async () => {
    const { ask } = withCount(async () => counted({ count: 2 }));
    assert.equal((await ask('measure count "502" 2h ago')).title, "502: 2 lines in the last 2h");
    assert.equal((await ask('measure count "502" around 10:00')).title, "502: 2 lines around 10:00");
    assert.equal(
      (await ask('measure count "502" yesterday 22:00-23:00')).title,
      "502: 2 lines yesterday 22:00 - 23:00",
    );
  });

  it("says how Loki takes two texts at once", async () => {
    const { ask } = withCount(async () => counted());
    assert.match(
      linesOf(await ask("measure count 502 AND checkout")),
      /Lines with both take quotes: "502" "checkout"\./,
    );
    for (const text of ['"502" AND "checkout"', "standard", '{app="x"} |= "a AND b"'])
      assert.doesNotMatch(linesOf(await ask(`measure count ${text}`)), /take quotes/, text);
  });

  it("says that no line has the field, and calls nobody the loudest", async () => {
    const groups = [{ name: "(no shard)", count: 4, values: [4] }];
    const { ask } = withCount(async () => counted({ count: 4, groups }));
    const top = await ask('measure top "502" by shard');
    assert.equal(top.title, "502: 4 lines in the last 1h");
    assert.match(linesOf(top), /\nNone of them has a field "shard": count by another one\./);
    assert.equal(top.rows, undefined);
  });

  it("shows guests numbers and no lines", async () => {
    const line = { atMs: NOW - HOUR, text: "customer 4711" };
    const asker = { id: "U7", name: "guest", tz: "UTC", outsider: true };
    const { ask } = withCount(async () => counted({ count: 1, lines: [line] }), { asker });
    const said = linesOf(await ask('measure count "customer"'));
    assert.doesNotMatch(said, /4711/);
    assert.match(said, /1 line.*\n.*\nThe lines themselves are shown to members alone\./);
  });

  it("count by host: the hosts below, the loudest first, with their share", async () => {
    const reply = await real().ask("measure count status=502 by host last 2h");
    const lines = held("status=502", 2);
    const loudest = lines.filter(({ host }) => host === "web-2").length;
    assert.deepEqual(reply.rows?.[0], {
      label: "web-2",
      value: `${loudest} · ${Math.round((100 * loudest) / lines.length)}%`,
    });
  });

  it("top: where they are from", async () => {
    for (const words of [
      'top 2 "status=502" last 2h by host',
      'top 2 hosts "status=502" last 2h',
      'top 2 by host "status=502" last 2h',
      "top 2 status=502 last 2h",
    ]) {
      const { ask, asked } = real();
      const reply = await ask(`measure ${words}`);
      assert.match(reply.title, /^status=502: \d+ lines in the last 2h, most from web-2$/);
      assert.equal(reply.rows?.length, 2);
      assert.deepEqual(
        asked.map(({ asked: { shape, by, top } }) => [shape, by, top]),
        [["top", { label: "host", how: "sum" }, 2]],
      );
    }
  });

  it("rate: a number a minute and its peak", async () => {
    const values = [...Array.from({ length: 58 }, () => 10), 80, 20];
    const timesMs = values.map((_, index) => NOW - HOUR + index * 60_000);
    const count = { count: 680, timesMs, stepMs: 60_000, values };
    const rate = (more: Partial<LogCount> = {}) =>
      withCount(async () => counted({ ...count, ...more })).ask('measure rate "502"');
    const reply = await rate();
    assert.equal(reply.title, "502: 11.3 per minute, peak 80 in the last 1h");
    assert.match(linesOf(reply), /Peak: 80 lines within 1 min from Wed 18 Nov 14:21; 680 lines in all\./);
    assert.equal((await rate({ exact: false })).title, "502: at least 11.3 per minute, peak 80 in the last 1h");
    assert.equal(
      (await rate({ count: 3, values: values.map((_, at) => (at === 7 ? 3 : 0)) })).title,
      "502: 3 per hour, most 3 within 1 min in the last 1h",
    );
    assert.equal((await rate({ stepMs: 20_000 })).title, "502: 11.3 per minute, most 80 within 20 s in the last 1h");
    assert.equal((await rate({ stepMs: 600_000 })).title, "502: 11.3 per minute, peak 8 in the last 1h");
    const unseen = { count: 5, exact: false, values: values.map(() => null) };
    assert.equal((await rate(unseen)).title, "502: at least 5 per hour in the last 1h");
    assert.equal((await rate({ count: 0, values: values.map(() => 0) })).title, "502: 0 per minute in the last 1h");
  });

  it("says at least so many, and why; and nothing seen is not zero where not everything was looked at", async () => {
    const how = "4 pages, 4,000 lines read; stopped after 10 s";
    const some = await withCount(async () => counted({ count: 4_000, exact: false, how })).ask(
      'measure count "timed out"',
    );
    assert.equal(some.title, "timed out: at least 4,000 lines in the last 1h");
    assert.deepEqual(some.footer, [`At least: ${how}.`]);
    const none = await withCount(async () => counted({ exact: false, how })).ask("measure count timeout");
    assert.equal(none.title, "timeout: none seen so far in the last 1h");
    assert.match(linesOf(none), /this is not zero/);
    const zero = await withCount(async () => counted()).ask("measure count timeout");
    assert.equal(zero.title, "timeout: no lines in the last 1h");
    assert.doesNotMatch(linesOf(zero), /not zero/);
  });

  it("shows no secret and no control letters of the lines, and cuts them for a phone", async () => {
    const text = (start: string) => ({ atMs: NOW - 1_000, host: "web-1", text: start });
    const lines = [
      text(`\u001b[31mlogin\u001b[0m pass\u001b[1mword=hunter22 \uE000${NOW}|time\uE001 ${"x".repeat(500)}`),
      text(`${"y".repeat(165)} token=sk_live_0123456789abcdefghij`),
      text('GET / authorization="Bearer abcDEF123456.xyz"\nsecond\u0007 line'),
    ];
    const reply = await withCount(async () => counted({ count: 3, lines })).ask("measure count login");
    const shown = reply.lines?.slice(-3) ?? [];
    assert.match(shown[0] ?? "", /login password=\[redacted credentials\] \d+\|time x+…$/);
    assert.doesNotMatch(shown.join("\n"), /hunter22|sk_live|abcDEF|\[31m/);
    assert.ok(shown.every((line) => line.length < 240 && !line.includes("\n") && !line.includes("\u0007")));
  });

  it("shows no half of a secret where a long line is cut before it is scrubbed", async () => {
    const jwt = ["ey", `JhbGciOiJIUzI1.${"eyJzdWIi".repeat(40)}.abc-_1`].join("");
    const lines = [{ atMs: NOW, text: `${`password=${"x".repeat(370)} `.repeat(5)}${jwt}` }];
    const reply = await withCount(async () => counted({ count: 1, lines })).ask("measure count login");
    assert.doesNotMatch(linesOf(reply), /eyJ/);
  });

  it("scrubs what was looked for, how it was counted, and names", async () => {
    const secret = "password=hunter22";
    const groups = [{ name: secret, count: 1, values: [1, 0] }];
    const reply = await withCount(async () => counted({ count: 1, how: `all of ${secret}`, groups })).ask(
      `measure count "${secret}" by user`,
    );
    assert.doesNotMatch(linesOf(reply), /hunter22/);
  });

  it("warns once that a bare status is also part of ids", async () => {
    const hints = async (text: string) =>
      (await withCount(async () => counted()).ask(`measure count ${text}`)).footer?.filter((line) =>
        /part of an id/.test(line),
      ).length;
    assert.deepEqual(
      [await hints('"502"'), await hints("502 today"), await hints("status=502"), await hints("5021")],
      [1, 1, 0, 0],
    );
  });

  it("looks below a card from 30 minutes before it opened until now, with the problem on the picture", async () => {
    const incident = problem({ openedAtMs: NOW - 10 * 60_000 });
    const { ask, asked } = withCount(async () => counted(), { here: async () => incident });
    const reply = await ask('measure count "502"');
    assert.equal(reply.title, "502: no lines from 30 min before it opened until now");
    assert.deepEqual([asked[0]?.view.range.fromMs, asked[0]?.view.range.toMs], [NOW - 40 * 60_000, NOW]);
    assert.equal(asked[0]?.asked.incidentId, incident.id);
    await ask('measure count "502" today');
    assert.equal(asked[1]?.view.range.label, "today", "a time that was said is kept");
  });

  it("asks the first log source, or the one that was named", async () => {
    const { ask, asked } = withCount(async () => counted());
    for (const words of ["x", "x source:papertrail", "x source:pt"]) await ask(`measure count ${words}`);
    assert.deepEqual(
      asked.map(({ asked }) => asked.source),
      ["loki", "papertrail", "papertrail"],
    );
    const refused = (words: string, tell: RegExp, desk: Partial<GraphDesk> = {}) =>
      assert.rejects(
        withCount(async () => counted(), {}, desk).ask(words),
        (error) => error instanceof Failure && tell.test(error.tell ?? ""),
      );
    await refused("measure count x source:splunk", /only at Loki, Papertrail/);
    await refused("measure count x source:prometheus", /only at Loki, Papertrail/);
    await refused("measure rate x", /No logs are connected/, { sources: () => LOGS.slice(0, 1) });
  });

  it("tells the source's own complaint", async () => {
    await assert.rejects(
      real().ask('measure count {env="prod"'),
      (error) =>
        error instanceof Failure &&
        error.code === "usage" &&
        /Loki cannot read that query: parse error/.test(error.tell ?? ""),
    );
  });

  it("explains itself when nothing is named, to the asker alone; and counts by default", async () => {
    const { ask, asked } = withCount(async () => counted());
    for (const words of ["measure", "measure count", "measure rate last 1h", "measure top 5"]) {
      const reply = await ask(words);
      assert.deepEqual([reply.private, reply.rows?.length, reply.picture], [true, 3, undefined], words);
    }
    assert.equal(asked.length, 0);
    assert.equal((await ask('measure "502"')).title, "502: no lines in the last 1h");
  });

  it("says the time of lines of another day with their day", async () => {
    const lines = [{ atMs: NOW - 50 * HOUR, text: "old", host: undefined }];
    const reply = await withCount(async () => counted({ count: 1, lines })).ask("measure count old last 3 days");
    assert.match(linesOf(reply), /The newest line:\nMon 16 Nov 12:23 old/);
  });
});
