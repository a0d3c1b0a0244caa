import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const COMMAND = fileURLToPath(new URL("../../src/cli/parse.ts", import.meta.url));
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/pagerduty/${name}`, import.meta.url));

const run = (...args: readonly string[]) =>
  new Promise<{ code: number; out: string[]; err: string }>((resolve) => {
    const child = execFile(process.execPath, [COMMAND, ...args], (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, out: stdout.split("\n").filter(Boolean), err: stderr }),
    );
  });

describe("the parse command", () => {
  it("prints one JSON line per file, also for what is unreadable", async () => {
    const files = ["v3-03-acknowledged.json", "v1-trigger.json", "v3-26-ping.json"].map(fixture);
    const { code, out, err } = await run("pagerduty", ...files);
    assert.equal(code, 0, err);
    const [ack, old, ping] = out.map((line) => JSON.parse(line));
    assert.deepEqual([ack.file, ack.alerts.length], [files[0], 1]);
    const { source, key, eventId, state, severity, title, url } = ack.alerts[0];
    assert.deepEqual(
      [source, key, eventId, state, severity],
      ["pagerduty", "Q1CHECKOUT", "01FIXTURE03", "acked", "critical"],
    );
    assert.ok(title && url);
    assert.deepEqual([old.failure.code, Object.keys(old)], ["unreadable", ["file", "failure"]]);
    assert.deepEqual(ping.alerts, []);
  });

  it("goes on after a missing file and says so in the end", async () => {
    const { code, out } = await run(
      "pagerduty",
      "/nowhere/x.json",
      fixture("v3-14-reopened.json"),
      "--type",
      "application/json",
    );
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out[0] ?? "").failure.code, "not_found");
    assert.equal(JSON.parse(out[1] ?? "").alerts.length, 1);
  });

  it("explains itself when it is called wrongly", async () => {
    for (const args of [[], ["pagerduty"], ["pagerdooty", "x.json"], ["pagerduty", "--what", "x.json"]]) {
      const { code, out, err } = await run(...args);
      assert.deepEqual([code, out], [2, []], args.join(" "));
      assert.match(err, /integrations: .*pagerduty/);
    }
  });
});
