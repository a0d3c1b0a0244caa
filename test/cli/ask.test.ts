import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const folder = mkdtempSync(join(tmpdir(), "drm-cli-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const run = (script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const file = fileURLToPath(new URL(`../../src/cli/${script}.ts`, import.meta.url));
    const child = execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", file, ...args],
      {
        env: { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? "", ...env },
        timeout: 60_000,
      },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });

describe("ask", () => {
  it("answers about the demo's account without a chat and writes the picture", async () => {
    const png = join(folder, "load.png");
    const { code, out, err } = await run("ask", ["--demo", "--png", png, "oncall stats this week"]);
    assert.equal(code, 0, err);
    assert.match(out, /^On-call stats · this week/);
    assert.match(out, /\n {2}Incidents +\d+/);
    assert.match(out, /Live view: http:\/\/127\.0\.0\.1:8765\/g\/oncall-stats\?from=.*&k=/);
    assert.equal(readFileSync(png).toString("latin1", 1, 4), "PNG");
  });

  it("asks as somebody of the demo's account, or as whoever is named", async () => {
    const mine = await run("ask", ["--demo", "oncall whoami"]);
    assert.match(mine.out, /You are Ana Kovac/, mine.err);
    const bens = await run("ask", ["--demo", "--as", "ben.carter@northwind.example", "oncall whoami"]);
    assert.match(bens.out, /You are Ben Carter/, bens.err);
  });

  it("says in words what would be asked in a form, and of which zone its moments are", async () => {
    assert.equal(
      (await run("ask", ["--demo", "oncall page"])).out.split("\n")[1],
      "For example: oncall page payments checkout is down",
    );
    assert.match((await run("ask", ["--demo", "oncall who"])).out, /\nTimes of Europe\/Berlin\n$/);
  });

  it("a usage error prints what the bot would say and exits 2", async () => {
    const { code, out } = await run("ask", ["--demo", "oncall", "statz"]);
    assert.equal(code, 2);
    assert.match(out, /Did you mean "oncall stats"/);
    const none = await run("ask", ["--demo"]);
    assert.equal(none.code, 2);
    assert.match(none.err, /Usage: npm run -s ask/);
    assert.equal((await run("ask", ["--dmeo", "help"])).code, 2);
  });

  it("reads the configured account into its store and says plainly what is missing", async () => {
    const { code, out, err } = await run("ask", ["oncall who"], { DATA_DIR: join(folder, "data") });
    assert.equal(code, 1, out);
    assert.match(err, /set PAGERDUTY_TOKEN/);
  });
});

describe("doctor", () => {
  it("says that nothing is set up where nothing is", async () => {
    const { code, out } = await run("doctor", [], { DATA_DIR: join(folder, "data"), PORT: "1" });
    assert.equal(code, 1);
    assert.match(out, /^2 things to mend, 2 to look at/);
    assert.match(out, /🔴 Slack: tokens: SLACK_BOT_TOKEN is not set/);
    assert.match(out, /⚠️ Sources: configured: none.*PAGERDUTY_TOKEN/);
  });
});

describe("backup", () => {
  it("copies the store, and refuses a file that is there", async () => {
    const data = { DATA_DIR: join(folder, "data") };
    const copy = join(folder, "copy.sqlite");
    assert.equal((await run("backup", [copy], data)).code, 0);
    assert.equal(readFileSync(copy).toString("latin1", 0, 15), "SQLite format 3");
    const again = await run("backup", [copy], data);
    assert.equal(again.code, 1);
    assert.match(again.err, /new file name/);
    assert.equal((await run("backup", [], data)).code, 2);
  });
});
