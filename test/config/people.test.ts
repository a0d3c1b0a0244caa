import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { readConfigText } from "../../src/config/file.ts";
import { configJsonSchema } from "../../src/config/json-schema.ts";
import { toPolicy } from "../../src/config/to-policy.ts";
import { watchPolicy } from "../../src/config/watch.ts";
import { type Config, readConfig } from "../../src/config.ts";
import { DEEDS } from "../../src/core/permissions.ts";

const DAY = 86_400_000;
const problemsOf = (text: string): readonly string[] => readConfigText(text, "drm.yaml").problems;
const policyOf = (text: string) => {
  const { problems, sections } = readConfigText(text, "drm.yaml");
  assert.deepEqual(problems, []);
  return toPolicy(sections, { opsChannel: "ops", tz: "UTC" });
};

describe("permissions, shifts and phones in the config file", () => {
  it("are read as they are written, and nothing is granted that nobody wrote", () => {
    const policy = policyOf(`
permissions:
  page: { people: U0123456, groups: ["@oncall", S0ABCDEF], channels: [ops, C0123456789], ask: the lead }
  bulk:
    groups: "@on-call.db"
shifts:
  - schedule: Database
  - schedule: Platform
    channel: ops
    text: "{came} for {left}, until {until}: {open}, {mutes} ({schedule})"
    group: S0ABCDEF
    topic: "On call: {oncall}"
    gaps: 12 h
  - schedule: Web
    gaps: off
  - { schedule: Mail, gaps: false }
phones: hidden
`);
    assert.deepEqual(policy.permissions, {
      page: {
        people: ["U0123456"],
        groups: ["@oncall", "S0ABCDEF"],
        channels: ["ops", "C0123456789"],
        ask: "the lead",
      },
      bulk: { people: [], groups: ["@on-call.db"], channels: [] },
    });
    assert.deepEqual(
      policy.shifts.map(({ schedule, gapsAheadMs }) => [schedule, gapsAheadMs]),
      [
        ["Database", DAY],
        ["Platform", DAY / 2],
        ["Web", undefined],
        ["Mail", undefined],
      ],
    );
    assert.deepEqual(policy.shifts[1], {
      ...{ schedule: "Platform", channel: "ops", group: "S0ABCDEF", topic: "On call: {oncall}", gapsAheadMs: DAY / 2 },
      text: "{came} for {left}, until {until}: {open}, {mutes} ({schedule})",
    });
    assert.equal(policy.phones, "hidden");
    const none = policyOf("");
    assert.deepEqual([none.permissions, none.shifts, none.phones], [{}, [], "stale"]);
  });

  it("what is wrong is told with its line, and what would be there instead", () => {
    assert.deepEqual(
      problemsOf(`permissions:
  pager: { people: [U0123456] }
  page: { people: [ana], groups: [oncall, S0ABCDEF], chanels: [x] }
  mute: {}
  act: { ask: somebody }
  override: everyone
shifts:
  - { channel: ops }
  - { schedule: A, text: "hi {nobody}", gaps: soon, group: oncall }
  - { schedule: B, topic: "{oncall} {open}", phone: 1 }
phones: sometimes
`),
      [
        "drm.yaml:2 permissions.pager: is not known here. Did you mean page?",
        "drm.yaml:3 permissions.page.people[0]: is no id of a person. It takes U0123ABCD, from their profile in Slack.",
        'drm.yaml:3 permissions.page.groups[0]: is no user group. It takes its handle in quotes, "@oncall", or its id, S0123ABCD.',
        "drm.yaml:3 permissions.page.chanels: is not known here. Did you mean channels?",
        "drm.yaml:4 permissions.mute: names nobody and no channel, so everybody may. Say who with people or groups, or take it out.",
        "drm.yaml:5 permissions.act: names nobody and no channel, so everybody may. Say who with people or groups, or take it out.",
        "drm.yaml:6 permissions.override: takes a list of names and values.",
        "drm.yaml:8 shifts[0].schedule: is missing: it takes a text.",
        "drm.yaml:9 shifts[1].text: has {nobody}, which is not filled in. It takes {schedule}, {left}, {came}, {until}, {happened}, {open}, {watch}, {mutes}.",
        'drm.yaml:9 shifts[1].group: is no user group. It takes its handle in quotes, "@oncall", or its id, S0123ABCD.',
        'drm.yaml:9 shifts[1].gaps: takes off, or a time span such as "1 day".',
        "drm.yaml:10 shifts[2].topic: has {open}, which is not filled in. It takes {oncall}, {until}, {schedule}.",
        "drm.yaml:10 shifts[2].phone: is not known here. It takes schedule, channel, text, group, topic, gaps.",
        'drm.yaml:11 phones: is "sometimes". It takes stale, shown, hidden.',
      ],
    );
    assert.match(
      problemsOf("permissions: { zzz: { people: [U0123456] } }").join(),
      new RegExp(`It takes ${DEEDS.join(", ")}`),
    );
    assert.deepEqual(
      problemsOf(`shifts:
  - { schedule: A, topic: "{oncall}" }
  - { schedule: A, channel: ops, text: "{came}" }
  - { schedule: a, channel: ops }
  - { schedule: A, channel: dba }
`),
      [
        "drm.yaml:2 shifts[0].topic: needs a channel. Say which.",
        'drm.yaml:4 shifts[2].schedule: is "a", which is there already for the same channel. Take one out.',
      ],
    );
  });

  it("the example uses them, and editors know them", () => {
    const example = readFileSync(new URL("../../src/config/drm.example.yaml", import.meta.url), "utf8");
    const policy = policyOf(example);
    assert.deepEqual(Object.keys(policy.permissions), ["page", "maintain", "bulk"]);
    assert.deepEqual(
      policy.shifts.map(({ schedule }) => schedule),
      ["Database primary", "Platform"],
    );
    const valid = new Ajv({ strict: false }).compile(configJsonSchema());
    assert.ok(valid(parse(example)), JSON.stringify(valid.errors));
    assert.ok(!valid({ permissions: { pager: {} } }));
    assert.ok(!valid({ permissions: { page: { people: ["U0123456"], chanels: [] } } }));
    assert.ok(!valid({ phones: "sometimes" }));
  });

  it("are in force without a restart, and a broken file takes no permission away", async (t) => {
    const dir = mkdtempSync(join(tmpdir(), "drm-config-"));
    t.after(() => rmSync(dir, { recursive: true, force: true }));
    const file = join(dir, "drm.yaml");
    writeFileSync(file, "permissions: { page: { people: [U0123456] } }\n");
    const config: Config = readConfig({ DRM_CONFIG: file }, { slack: false });
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const changes: number[] = [];
    const watch = watchPolicy(config, {
      log,
      tellAdmin: async () => {},
      wasBroken: async () => false,
      onChange: ({ shifts }) => changes.push(shifts.length),
    });
    const write = async (text: string): Promise<void> => {
      writeFileSync(file, text);
      await watch.look();
      await watch.look();
    };
    assert.deepEqual(Object.keys(watch.policyNow().permissions), ["page"]);
    await write("permissions: { mute: { groups: '@sre' } }\nshifts: [{ schedule: A }]\nphones: shown\n");
    assert.deepEqual(Object.keys(watch.policyNow().permissions), ["mute"]);
    assert.deepEqual([watch.policyNow().phones, changes], ["shown", [1]]);
    await write("permissions: { mute: { groups: sre } }\n");
    assert.deepEqual(watch.policyNow().permissions.mute?.groups, ["@sre"]);
    await write("");
    assert.deepEqual([watch.policyNow().permissions, changes], [{}, [1, 0]]);
  });
});

describe("how long the audit is kept", () => {
  it("is a setting", () => {
    assert.equal(readConfig({}, { slack: false }).keep.auditDays, 400);
    assert.equal(readConfig({ KEEP_AUDIT_DAYS: "30" }, { slack: false }).keep.auditDays, 30);
    assert.throws(() => readConfig({ KEEP_AUDIT_DAYS: "0" }, { slack: false }), /KEEP_AUDIT_DAYS is "0"/);
  });
});
