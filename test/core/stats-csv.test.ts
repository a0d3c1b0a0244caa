import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { csvOf } from "../../src/core/stats/csv.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatisticName, StatisticOf } from "../../src/core/stats/statistic.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import type { Viewer } from "../../src/core/viewer.ts";
import { duty } from "./stats-kit.ts";
import { at, factOf, incidentOf, rowsOf, WEEK } from "./stats-made.ts";

const rows = rowsOf({
  incidents: [
    incidentOf("Q1", "11-10T10:00", {
      ...{ title: "=cmd|'/c calc'!A1", ackedAtMs: at("11-10T10:01"), resolvedAtMs: at("11-10T10:30"), ending: "human" },
      ...{ verdict: "none", ackedBy: "human" },
    }),
    incidentOf("Q2", "11-11T10:00", {
      service: "web, eu",
      title: "Disk 9% full",
      ending: "auto",
      resolvedAtMs: at("11-11T10:05"),
    }),
  ],
  facts: [
    factOf("11-10T10:00", { personId: "P2" }),
    factOf("11-11T04:00"),
    factOf("11-11T04:30"),
    factOf("11-12T22:00", { personId: "P2" }),
  ],
  duties: [duty("2026-11-09T00:00:00Z", "2026-11-10T00:00:00Z")],
  planned: [{ source: "pagerduty", ref: "M1", service: "api", fromMs: at("11-12T00:00"), toMs: at("11-12T01:00") }],
});
const stats = <K extends StatisticName>(name: K, query: Partial<StatsQuery> = {}, more = {}): StatisticOf[K] =>
  STATISTICS[name].compute({ ...rows, ...more }, { range: WEEK, ...query });
const lines = (csv: string): readonly string[] => csv.replace(/\r\n$/, "").split("\r\n");
const ana: Viewer = { userId: "U1", email: "ANA.S@example.com", lead: false };
const lead: Viewer = { userId: "U9", lead: true };

describe("CSV of statistics", () => {
  it("the load of each day; days of one person for themselves and leads", () => {
    const load = stats("load");
    assert.deepEqual(lines(csvOf("load", load, "shown", lead)).slice(0, 4), [
      "day,incidents,pages,pages of Ana Souza,pages of Bob Anders",
      "2026-11-09,0,0,0,0",
      "2026-11-10,1,1,0,1",
      "2026-11-11,1,2,2,0",
    ]);
    assert.equal(lines(csvOf("load", load, "shown", ana))[0], "day,incidents,pages,pages of Ana Souza");
    for (const names of ["shown", "initials", "totals"] as const)
      assert.equal(lines(csvOf("load", load, names))[0], "day,incidents,pages");
    const late = stats("load", {}, { sinceMs: at("11-11T00:00") });
    assert.deepEqual(lines(csvOf("load", late, "totals")).slice(1, 4), [
      "2026-11-09,,",
      "2026-11-10,,",
      "2026-11-11,1,2",
    ]);
  });

  it("evenings of everybody; nights of one person for themselves and leads", () => {
    const nights = stats("nights");
    const evenings = ["evening,people,pages", "2026-11-10,1,2", "2026-11-12,1,1"];
    assert.deepEqual(lines(csvOf("nights", nights, "shown")), evenings);
    assert.deepEqual(lines(csvOf("nights", nights, "shown", { userId: "U2", lead: false })), evenings);
    assert.deepEqual(lines(csvOf("nights", nights, "totals", ana)), [
      "evening,people,pages,pages of Ana Souza",
      "2026-11-10,1,2,2",
      "2026-11-12,1,1,0",
    ]);
    assert.deepEqual(lines(csvOf("nights", nights, "totals", lead)), [
      "evening,people,pages,pages of Ana Souza,pages of Bob Anders",
      "2026-11-10,1,2,2,0",
      "2026-11-12,1,1,0,1",
    ]);
  });

  it("shares of people in seconds and parts of one, nobody where only totals are shown", () => {
    const fairness = stats("fairness");
    const [head = "", ...people] = lines(csvOf("fairness", fairness, "initials"));
    assert.match(head, /^person,on call \(s\),pages,pages per hour on call,share of pages \(0-1\)/);
    assert.deepEqual(people, ["BA,86400,2,0.083333,0.5,0.142857,2,0", "AS,0,2,,0.5,0,0,0"]);
    assert.deepEqual(lines(csvOf("fairness", fairness, "totals")), [head]);
  });

  it("alerts, with nothing that a spreadsheet would run", () => {
    const [, ...alerts] = lines(csvOf("noise", stats("noise"), "shown"));
    assert.deepEqual(alerts, [
      "api,'=cmd|'/c calc'!A1,1,4,0,0,1,0,0,0,0,1,2026-11-10T10:00:00.000Z",
      '"web, eu",Disk #% full,1,0,1,0,0,0,1,,0,1,2026-11-11T10:00:00.000Z',
    ]);
  });

  it("services and their times", () => {
    const [head, ...all] = lines(csvOf("services", stats("services"), "shown"));
    assert.match(head ?? "", /time to ack n,time to ack mean \(s\),.*time to end p95 \(s\)$/);
    assert.deepEqual(all, ["api,1,,4,3,0,0,1,60,60,60,1,1800,1800,1800", '"web, eu",1,,0,0,0,1,0,,,,1,300,300,300']);
  });

  it("availability in parts of one and seconds", () => {
    const [head, ...all] = lines(csvOf("availability", stats("availability"), "shown"));
    assert.equal(
      head,
      "service,available (0-1),down (s),planned to be up (s),maintenance (s),failures,time between failures (s)",
    );
    assert.deepEqual(all, ["api,0.997006,1800,601200,3600,1,599400", '"web, eu",0.999504,300,604800,0,1,604500']);
  });

  it("the days of response, and the totals of the overview", () => {
    const [head, , tuesday] = lines(csvOf("response", stats("response"), "shown"));
    assert.deepEqual(
      [head, tuesday],
      ["day,incidents,time to ack p50 (s),time to end p50 (s)", "2026-11-10,1,60,1800"],
    );
    const totals = lines(csvOf("overview", stats("overview"), "shown"));
    assert.equal(totals[0], "measure,unit,value,range before");
    for (const line of ["incidents,,2,", "mtta n,,1,", "mtta mean,s,60,", "mttrAuto p95,s,300,"])
      assert.ok(totals.includes(line), line);
    const read = (sinceMs: number) => lines(csvOf("overview", stats("overview", {}, { sinceMs }), "shown"));
    assert.ok(read(at("11-01T00:00")).includes("incidents,,2,0"), "the range before was read: nothing broke");
    const late = read(at("11-11T00:00"));
    assert.equal(late[1], "data since,UTC,2026-11-11T00:00:00.000Z,");
    for (const line of read(at("11-30T00:00")).slice(2))
      assert.match(line, /^\w+(?: \w+)?,s?,,$/, "nothing of it was read");
  });

  it("days of one person, nights only for those who may see them", () => {
    const sheet = stats("person", { person: "ana" });
    assert.equal(lines(csvOf("person", sheet, "shown"))[3], "2026-11-11,2");
    assert.equal(lines(csvOf("person", sheet, "shown", { userId: "U2", lead: false }))[0], "day,pages");
    for (const viewer of [ana, lead])
      assert.deepEqual(lines(csvOf("person", sheet, "shown", viewer)).slice(0, 4), [
        "day,pages,pages at night",
        "2026-11-09,0,0",
        "2026-11-10,0,0",
        "2026-11-11,2,2",
      ]);
  });
});
