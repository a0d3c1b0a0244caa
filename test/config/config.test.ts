import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readConfig } from "../../src/config.ts";
import { Failure } from "../../src/core/failure.ts";

const GOOD = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };

const problems = (env: Readonly<Record<string, string>>): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    assert.ok(error instanceof Failure && error.code === "config", String(error));
    for (const problem of error.problems) assert.ok(error.message.includes(problem), "the one message has them all");
    return error.problems;
  }
};

describe("readConfig", () => {
  it("needs little, and has defaults for the rest", () => {
    const config = readConfig(GOOD);
    assert.equal(config.opsChannel, "ops");
    assert.equal(config.adminChannel, "ops");
    assert.equal(config.publicUrl, "http://127.0.0.1:8080");
    assert.equal(config.weekStart, 1);
    assert.equal(config.historyMs, 56 * 86_400_000);
  });

  it("counts the problems in good English", () => {
    const said = (env: Readonly<Record<string, string>>): string => {
      try {
        readConfig({ ...GOOD, ...env });
        return "";
      } catch (error) {
        return error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
      }
    };
    assert.equal(said({ PORT: "eighty" }), "1 setting needs attention:");
    assert.equal(said({ PORT: "eighty", TEAM_TZ: "Mars/Olympus" }), "2 settings need attention:");
  });

  it("names everything that is missing, wrong or contradictory at once, each with what to do", () => {
    const said = problems({
      SLACK_MODE: "http",
      SLACK_APP_TOKEN: "xapp-1",
      PORT: "eighty",
      TEAM_TZ: "Mars/Olympus",
      WEEK_START: "someday",
      PUBLIC_URL: "drm.example.com",
      DATABASE_URL: "mysql://db",
      LINK_SECRETS: "short",
      PAGERDUTY_REGION: "moon",
      KEEP_INBOX_DAYS: "-1",
    });
    const expected = [
      "SLACK_BOT_TOKEN",
      "SLACK_SIGNING_SECRET",
      "SLACK_APP_TOKEN",
      "PORT",
      "TEAM_TZ",
      "WEEK_START",
      "PUBLIC_URL",
      "DATABASE_URL",
      "LINK_SECRETS",
      "PAGERDUTY_REGION",
      "KEEP_INBOX_DAYS",
    ];
    for (const name of expected)
      assert.ok(
        said.some((problem) => problem.includes(name)),
        `${name} is not named in ${said.join("\n")}`,
      );
    for (const problem of said) assert.ok(problem.length > 40, `"${problem}" does not say what to do`);
    assert.ok(!said.join().includes("mysql://db"), "no values that can hold a secret");
  });

  it("reads a YAML file; the environment wins; strangers and bad lines are named", () => {
    const folder = mkdtempSync(join(tmpdir(), "drm-config-"));
    const file = join(folder, "drm.yaml");
    try {
      writeFileSync(file, "OPS_CHANNEL: sre\nTEAM_TZ: Europe/Berlin\nPORT: 9000\n");
      const config = readConfig({ ...GOOD, DRM_CONFIG: file, PORT: "9001" });
      assert.deepEqual([config.opsChannel, config.tz, config.port], ["sre", "Europe/Berlin", 9001]);
      writeFileSync(file, "OPS_CHANEL: sre\n");
      assert.match(problems({ ...GOOD, DRM_CONFIG: file }).join(), /OPS_CHANEL, which is no setting/);
      writeFileSync(file, "a: [1\n");
      assert.match(problems({ ...GOOD, DRM_CONFIG: file }).join(), /is not YAML/);
      assert.match(problems({ ...GOOD, DRM_CONFIG: `${file}.gone` }).join(), /no such file/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("routes stand in the same file; reading again sees what it is now", () => {
    const folder = mkdtempSync(join(tmpdir(), "drm-config-"));
    const file = join(folder, "drm.yaml");
    try {
      writeFileSync(file, "OPS_CHANNEL: sre\nroutes:\n  - name: db\n    match: { source: nagios }\n");
      const config = readConfig({ ...GOOD, DRM_CONFIG: file });
      assert.deepEqual(
        config.policy.routes.map(({ name, channel }) => [name, channel]),
        [
          ["db", "sre"],
          ["default", "sre"],
        ],
      );
      assert.equal(config.file, file);
      writeFileSync(file, "OPS_CHANNEL: sre\n");
      assert.equal(config.reread().policy.routes.length, 1);
      writeFileSync(file, "PORT: eighty\nroutes:\n  - nam: db\n");
      const said = problems({ ...GOOD, DRM_CONFIG: file }).join("\n");
      assert.match(said, /PORT is "eighty"/, "settings and sections are told at once");
      assert.match(said, /drm.yaml:3 routes\[0\]\.nam: .*Did you mean name/);
      assert.equal(readConfig(GOOD).policy.routes[0].channel, "ops");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says what will work less well than it could", () => {
    const without = (more: object): string => readConfig({ ...GOOD, ...more }).warnings.join("\n");
    assert.match(without({}), /PAGERDUTY_TOKEN is not set: no statistics, no buttons/);
    assert.match(without({ OPSGENIE_READ_KEY: "k" }), /PAGERDUTY_TOKEN is not set: no buttons/);
    const said = readConfig({ ...GOOD, PAGERDUTY_TOKEN: "y_1" }).warnings.join("\n");
    assert.match(said, /PUBLIC_URL is not set/);
    assert.match(said, /PAGERDUTY_WEBHOOK_SECRETS is not set/);
    const whole = {
      ...GOOD,
      PUBLIC_URL: "https://drm.example.com",
      PAGERDUTY_TOKEN: "y_1",
      PAGERDUTY_WEBHOOK_SECRETS: "s",
    };
    assert.deepEqual(readConfig(whole).warnings, []);
  });

  it("an empty setting is one that is not set", () => {
    assert.deepEqual(problems({ ...GOOD, DATABASE_URL: "", LINK_SECRETS: " " }), []);
  });
});
