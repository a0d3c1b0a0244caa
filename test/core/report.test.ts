import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { reportMarkdown, reportReply } from "../../src/core/report/formats.ts";
import { reportHtml } from "../../src/core/report/html.ts";
import type { Report } from "../../src/core/report/types.ts";
import { reportOf } from "../../src/core/report.ts";
import { factsOf, incidentOf, pageOf, ratingOf, WEEK } from "./report-kit.ts";

const DAYS = ["09", "10", "11", "12", "13"];
/** Several of one alert in that week, or in the one before. */
const many = (count: number, week: "last" | "before" = "last", more: Parameters<typeof incidentOf>[1] = {}) =>
  Array.from({ length: count }, (_, at) => {
    const day = week === "last" ? DAYS[at % 5] : String(2 + (at % 5)).padStart(2, "0");
    const minute = String(Math.floor(at / 5) * 2).padStart(2, "0");
    return incidentOf(`2026-11-${day}T12:${minute}:00Z`, { key: `${week}${at}`, ...more });
  });
const row = ({ rows }: Report, label: string): string | undefined => rows.find((one) => one.label === label)?.value;
const linesOf = ({ sections }: Report, title: string): readonly string[] =>
  sections.find((one) => one.title === title)?.lines ?? [];

describe("a report", () => {
  it("of twenty incidents and more compares, of fewer it lists and tells both numbers", () => {
    const now = many(25);
    const before = many(30, "before");
    const big = reportOf(
      factsOf(
        [...now, ...before],
        now.map((one) => pageOf(one)),
      ),
    );
    assert.equal(row(big, "Incidents"), "25 (−5)");
    assert.equal(row(big, "Pages"), "25 · 0 before");
    assert.deepEqual(linesOf(big, "All incidents"), []);
    const few = reportOf(factsOf([...many(3), ...many(30, "before")], []));
    assert.equal(row(few, "Incidents"), "3 · 30 before");
    assert.match(few.lines.join(" "), /Fewer than 20 incidents: too few for a trend/);
    assert.deepEqual(
      linesOf(few, "All incidents")[0],
      "Wed 11 Nov 13:00 · Checkout · Disk 91% full on db-3: acked after 4 min, over after 20 min",
    );
    assert.equal(linesOf(few, "All incidents").length, 3);
  });

  it("compares nothing with a time that nobody read, and says where data begins", () => {
    const known = many(25);
    const report = reportOf(factsOf(known, [], {}, { sinceMs: Date.parse("2026-11-09T10:00:00Z") }));
    assert.equal(row(report, "Incidents"), "25");
    assert.match(report.lines.join(" "), /What I know begins Mon 9 Nov 11:00: before that is no data, not zero/);
    assert.deepEqual(linesOf(report, "What changed"), []);
    const nothing = reportOf(factsOf([], [], {}, { asOfMs: null }));
    assert.deepEqual([nothing.rows, nothing.sections], [[], []]);
    assert.match(nothing.lines.join(" "), /these zeros mean nothing/);
  });

  it("of a quiet time says so", () => {
    assert.deepEqual(reportOf(factsOf([], [])).lines, ["Nothing broke and nobody was paged."]);
    assert.deepEqual(reportOf(factsOf([], [], { readUntilMs: WEEK.toMs - 3_600_000 })).lines, [
      "What I know ends Sun 15 Nov 23:00: what came after is not in here.",
    ]);
    assert.match(reportOf(factsOf([], [], { readUntilMs: 0 })).lines.join(), /still being read/);
  });

  it("names the alerts that cost most, and none that came once", () => {
    const noise = many(4, "last", { ending: "auto", ackedAtMs: null, ackedBy: null });
    const once = incidentOf("2026-11-12T09:00:00Z", { title: "Odd", ending: "auto", ackedAtMs: null, ackedBy: null });
    const report = reportOf(
      factsOf(
        [...noise, once],
        noise.map((one) => pageOf(one)),
      ),
    );
    assert.deepEqual(linesOf(report, "Fix these alerts first"), [
      "Checkout · Disk #% full on db-3: 4×, 4 pages, 4 ended before anybody acked",
      "3 incidents came within 24 h after the same alert had ended",
    ]);
  });

  it("tells the hardest night by its evening, never by its person", () => {
    const night = ["23:10", "23:50"].map((time) => incidentOf(`2026-11-10T${time}:00Z`, { key: time }));
    const facts = [...night.map((one) => pageOf(one)), ...night.map((one) => pageOf(one, "PANA", 20))];
    const noon = incidentOf("2026-11-11T11:00:00Z");
    const report = reportOf(factsOf([...night, noon], [...facts, pageOf(noon, "PBEN")]));
    assert.match(
      linesOf(report, "Hardest night")[0] ?? "",
      /^Tue 10 Nov: one person was paged 4 times in 2 different hours\.$/,
    );
    const everything = [reportMarkdown(report), reportHtml(report), JSON.stringify(reportReply(report))].join("\n");
    assert.doesNotMatch(everything, /Ana|Kovac|PANA|northwind/);
  });

  it("tells no nights where nobody else was paged: whose they are would be no secret", () => {
    const night = incidentOf("2026-11-10T23:10:00Z");
    const report = reportOf(factsOf([night], [pageOf(night)]));
    assert.deepEqual(linesOf(report, "Hardest night"), []);
    assert.doesNotMatch(JSON.stringify(report.rows), /night/i);
  });

  it("tells which services changed clearly", () => {
    const facts = factsOf([...many(9), ...many(2, "before"), ...many(2, "before", { service: "Search" })], []);
    assert.deepEqual(linesOf(reportOf(facts), "What changed"), ["▲ Checkout: 9 incidents, 2 before"]);
  });

  it("tells what people said of shifts only of three people and more", () => {
    const two = [ratingOf("U1", 5, 1), ratingOf("U2", 3, 2), ratingOf("U2", 4)];
    assert.deepEqual(linesOf(reportOf(factsOf([], [], { ratings: two })), "What people said"), []);
    const three = reportOf(factsOf([], [], { ratings: [...two, ratingOf("U3", 2)], unjudged: 1 }));
    assert.deepEqual(linesOf(three, "What people said"), [
      "1 incident without a word on it: /oncall verdicts missing 2026-11-09 to 2026-11-15",
      "How hard shifts were (1 easy, 5 very hard): 3.5 on average, 3 people",
    ]);
  });
});

describe("a report as text", () => {
  const EVIL = '<img src=x onerror=alert(1)> | `x` [a](http://evil) & "q" #1 *b*';
  const evil = () => reportOf(factsOf(many(3, "last", { title: EVIL, service: "1. <!channel>" }), []));
  const PICTURE = {
    label: "Load",
    alt: 'a "b" <c>',
    png: new Uint8Array([137, 80, 78, 71]),
    url: "https://drm.example/g?a=1&b=2",
  };

  it("for chat is one message of at most six lines a part", () => {
    const reply = reportReply(reportOf(factsOf(many(12), [])), [{ label: "Load", url: "https://drm.example/g" }]);
    const items = reply.items ?? [];
    const list = items.find(({ title }) => title === "All incidents");
    assert.equal(list?.lines.length, 6);
    assert.equal(list?.lines.at(-1), "and 7 more");
    assert.equal(reply.links?.length, 1);
  });

  it("as HTML holds no markup of others, and needs nothing from elsewhere", () => {
    const html = reportHtml(evil(), [PICTURE, { label: "No", alt: "x", url: "javascript:alert(1)" }]);
    assert.doesNotMatch(html, /<img src=x|<!channel>|javascript:/);
    assert.match(html, /&lt;img src=x onerror=alert\(1\)&gt;/);
    assert.match(html, /<img alt="a &quot;b&quot; &lt;c&gt;" src="data:image\/png;base64,iVBORw=="/);
    assert.match(html, /href="https:\/\/drm\.example\/g\?a=1&amp;b=2"/);
    assert.doesNotMatch(html.replaceAll(/href="[^"]*"/g, ""), /https?:\/\/(?!evil)/);
    assert.match(html, /prefers-color-scheme:dark/);
    assert.match(html, /@media print/);
  });

  it("as Markdown shows signs as they are and stays a list and a table", () => {
    const text = reportMarkdown(evil(), [PICTURE]);
    const bullets = text.split("\n").filter((line) => line.startsWith("- "));
    assert.ok(
      bullets.some(
        (line) => line.includes("\\<img src=x") && line.includes("\\`x\\` \\[a\\](http") && line.includes("\\*b\\*"),
      ),
    );
    assert.match(text, /\| Incidents \| 3 · 0 before \|/);
    assert.match(text, /\[Load\]\(<https:\/\/drm\.example\/g\?a=1&b=2>\): a "b" \\<c\\>/);
    assert.doesNotMatch(
      reportMarkdown({ ...evil(), lines: ["# big", "1. one", "- two"] }),
      /^(?:# big|1\. one|- two)$/m,
    );
  });
});
