import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { prove } from "../../src/cli/sign.ts";
import { FAST, openHouse, startBot } from "../support/house.ts";

const TOKEN = "0123456789abcdef-replay";
const SETTINGS = {
  PAPERTRAIL_TOKEN: TOKEN,
  ALERTMANAGER_TOKEN: TOKEN,
  GRAFANA_HMAC_SECRETS: "grafana-secret-0123456789",
  GRAFANA_TIMESTAMP_HEADER: "X-Grafana-Time",
  SENTRY_CLIENT_SECRET: "sentry-secret-0123456789",
  VICTOROPS_TOKEN: TOKEN,
  VICTOROPS_ESCALATION_KEY: "victorops-key-0123456789",
};
const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
const cli = (name: string): string => fileURLToPath(new URL(`../../src/cli/${name}.ts`, import.meta.url));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = (name: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Said> =>
  new Promise((resolve) => {
    const options = {
      env: { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? "", ...env },
      cwd: tmpdir(),
      timeout: 30_000,
    };
    const child = execFile(process.execPath, [cli(name), ...args], options, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });

const setUp = async (t: TestContext) => {
  const house = await openHouse({ limits: false });
  const env = { ...house.settings, ...SETTINGS };
  const app = await startBot(house, SETTINGS, FAST);
  const out = mkdtempSync(join(tmpdir(), "drm-recorded-"));
  t.after(async () => {
    await app.stop();
    await house.close();
    rmSync(out, { recursive: true, force: true });
  });
  const replay = (...args: readonly string[]) => run("replay", [...args, "--to", app.url], env);
  return { house, env, out, replay, url: app.url };
};

describe("what proves a delivery", () => {
  const what = { body: Buffer.from("{}"), url: "https://drm.example.com/hooks/x", nowMs: 0 };
  it("is never the key of an API", () => {
    const values = { PAGERDUTY_TOKEN: "rest-key-0123456789", PAGERDUTY_WEBHOOK_TOKEN: "hook-token-0123456789" };
    assert.deepEqual(prove({ ...what, source: "pagerduty", values }), {
      authorization: "Bearer hook-token-0123456789",
    });
    const alone = { PAGERDUTY_TOKEN: "rest-key-0123456789" };
    assert.throws(() => prove({ ...what, source: "pagerduty", values: alone }), /PAGERDUTY_WEBHOOK_SECRETS or/);
  });
});

describe("npm run replay", () => {
  it("sends what each sender would have signed, and the bot takes it", async (t) => {
    const { house, replay } = await setUp(t);
    for (const [file, says] of [
      ["pagerduty/v3-03-acknowledged.json", /^200 taken\nacked · critical · /],
      ["sentry/01-event-alert.json", /^200 taken\nfiring · /],
      ["grafana/unified-01-firing.json", /^200 taken\nfiring · /],
      ["victorops/06-escalation.form.txt", /^200 taken\nfiring · /],
      ["victorops/01-template-triggered.json", /^200 taken\nfiring · /],
      ["papertrail/02-three-lines.form.txt", /^200 taken\nnotice · /],
      ["alertmanager/not-01-own-template.json", /^200 taken\nKept, and shown as unreadable: /],
    ] as const) {
      const { code, out, err } = await replay(fixture(file));
      assert.match(out, says, `${file}: ${err}`);
      assert.equal(code, 0);
    }
    await house.workspace.until(
      () => house.workspace.messages("ops").find(({ text }) => text.includes("3 matches")),
      10_000,
    );
  });

  it("says why not: no file, no source, nobody there, another secret, only AWS can sign", async (t) => {
    const { env, replay } = await setUp(t);
    const papertrail = fixture("papertrail/01-three-lines.json");
    for (const [said, code, words] of [
      [await run("replay", [], env), 2, /name one file[\s\S]*Usage/],
      [await run("replay", [papertrail, "--source", "papertrial"], env), 2, /"papertrial" is no source[\s\S]*Usage/],
      [await run("replay", ["/nowhere/papertrail/x.json"], env), 1, /cannot be read: ENOENT/],
      [await run("replay", [papertrail, "--to", "http://127.0.0.1:1"], env), 1, /Nothing answers at http:\/\/127/],
      [await replay(fixture("cloudwatch/alarm-01-alarm.txt")), 2, /Only AWS can sign/],
      [await replay(fixture("rollbar/01-new-item.json")), 1, /ROLLBAR_TOKEN is not set here/],
    ] as const) {
      assert.match(said.err, words);
      assert.equal(said.code, code, said.err);
    }
  });
});

describe("npm run record", () => {
  it("writes the newest delivery, or waits for the next, without secrets, as a fixture that replays", async (t) => {
    const { env, out, replay, url } = await setUp(t);
    assert.equal((await replay(fixture("papertrail/01-three-lines.json"))).code, 0);
    const last = await run("record", ["papertrail", "--last", "--out", out], env);
    assert.equal(last.code, 0, last.err);
    assert.equal(last.out.trim(), join(out, "recorded-01.json"));
    assert.match(last.err, /It says 1 alert\./);

    const waiting = run("record", ["papertrail", "--out", out], env);
    const next = readFileSync(fixture("papertrail/02-three-lines.form.txt"));
    for (let tries = 0; tries < 100 && !readdirSync(out).includes("recorded-01.form.txt"); tries++) {
      await fetch(`${url}/hooks/papertrail/${TOKEN}`, { method: "POST", body: next });
      await sleep(100);
    }
    const { code, err } = await waiting;
    assert.equal(code, 0, err);
    assert.match(err, /Waiting for the next delivery of papertrail/);
  });

  it("explains itself when it is called wrongly, or where no store is", async () => {
    for (const args of [[], ["papertrial"], ["papertrail", "x"], ["papertrail", "--what"]]) {
      const { code, err } = await run("record", args, {});
      assert.deepEqual([code, /Usage: npm run record/.test(err)], [2, true], err);
    }
    const { code, err } = await run("record", ["papertrail"], { DATA_DIR: "/nowhere" });
    assert.equal(code, 1);
    assert.match(err, /There is no store in \/nowhere/);
  });
});
