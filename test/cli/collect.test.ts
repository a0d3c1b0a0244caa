import { strict as assert } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { createProgress } from "../../src/cli/collect-progress.ts";
import { sinceOf } from "../../src/cli/since.ts";
import { createPagerDuty, type PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { openStore } from "../../src/store/index.ts";

const DAY = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), "drm-collect-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const SCRIPT = fileURLToPath(new URL("../../src/cli/collect.ts", import.meta.url));

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Run => {
  const base = { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? "" };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", SCRIPT, ...args], {
    cwd: folder,
    env: { ...base, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: [] as string[], err: [] as string[] };
  child.stdout.on("data", (text) => void said.out.push(String(text)));
  child.stderr.on("data", (text) => void said.err.push(String(text)));
  const ended = new Promise<Awaited<Run["ended"]>>((resolve) =>
    child.on("close", (code) => void resolve({ code, out: said.out.join(""), err: said.err.join("") })),
  );
  return { child, ended };
};

const account = async (t: TestContext, weeks: number) => {
  const pagerduty = await createPagerDuty({ clock: Date.now, weeks, perMinute: 1e9, seed: 3 });
  t.after(() => pagerduty.close());
  const dataDir = mkdtempSync(join(folder, "data-"));
  const env = { PAGERDUTY_URL: pagerduty.url, PAGERDUTY_TOKEN: pagerduty.token, DATA_DIR: dataDir };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const open = () => openStore({ file: join(dataDir, "drm.sqlite"), clock: Date.now, log });
  return { pagerduty, env, open };
};

/** PTSD's counters, straight from the account. */
const countersOf = ({ account: truth, people }: PagerDuty, sinceMs: number): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  const slugOf = (id: string | undefined): string =>
    people
      .find((one) => one.id === id)
      ?.name.toLowerCase()
      .replace(/\W+/g, "_") ?? "automation";
  for (const { createdAtMs } of truth.incidents) if (createdAtMs >= sinceMs) count("pagerduty.incidents");
  for (const entry of truth.entries) {
    if (entry.atMs < sinceMs) continue;
    if (entry.kind === "notify") count(`pagerduty.${slugOf(entry.notified?.userId)}.notified`);
    if (entry.kind === "acknowledge") count(`pagerduty.${slugOf(entry.agent.id)}.acked`);
    if (["assign", "escalate", "delegate"].includes(entry.kind))
      for (const id of new Set(entry.assigneeIds ?? [])) count(`pagerduty.${slugOf(id)}.assigned`);
  }
  return counts;
};

describe("collect --once", () => {
  it("prints PTSD's counters of the window, the same again when run again, and exits", async (t) => {
    const { pagerduty, env } = await account(t, 2);
    const sinceMs = Date.now() - 7 * DAY;
    const { code, out, err } = await start(["--once", "--since", "7d"], env).ended;
    assert.equal(code, 0, err);
    const told = new Map(
      out
        .trim()
        .split("\n")
        .map((line): [string, number] => [line.split(" ")[0] ?? "", Number(line.split(" ")[1])]),
    );
    const truth = countersOf(pagerduty, sinceMs);
    assert.ok((truth.get("pagerduty.incidents") ?? 0) > 5);
    assert.ok([...truth.keys()].some((name) => name.endsWith(".acked")));
    for (const [name, count] of truth) assert.equal(told.get(name), count, name);
    for (const name of told.keys())
      if (/\.(notified|acked|assigned|incidents)$/.test(name))
        assert.ok(truth.has(name), `${name} is not in the account`);
  });

  it("beside a bot it sends what polls missed, also before it fails, and no history", async (t) => {
    const { pagerduty, env, open } = await account(t, 3);
    const nowMs = Date.now();
    const store = await open();
    const lease = await store.leases.take("collect:pagerduty", "bot", 60_000);
    assert.ok(lease);
    const nothing = { incidents: [], facts: [], people: [] };
    const cursor = JSON.stringify({ toMs: nowMs - DAY, sinceMs: nowMs - 13 * DAY });
    await store.collected(lease, nothing, { source: "pagerduty", cursor });
    await store.close();
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    t.after(() => socket.close());
    await once(socket, "listening");
    let sent = 0;
    socket.on("message", (packet) => {
      for (const [, count] of packet.toString().matchAll(/^pagerduty\.incidents:(\d+)\|c$/gm)) sent += Number(count);
    });
    const more = { ...env, STATSD_HOST: "127.0.0.1", STATSD_PORT: String(socket.address().port) };
    pagerduty.slow(15);
    const first = start(["--once", "--since", "14d"], more);
    while (
      pagerduty.calls.filter(({ path }) => path.startsWith("/oncalls")).length < 6 &&
      first.child.exitCode === null
    )
      await new Promise((resolve) => setTimeout(resolve, 2));
    pagerduty.faults.add({ status: 401, times: Number.POSITIVE_INFINITY });
    const { code, err } = await first.ended;
    assert.equal(code, 1, err);
    assert.ok(sent > 0, "what was stored before it failed was sent");
    pagerduty.faults.clear();
    const { code: then } = await start(["--once", "--since", "14d"], more).ended;
    assert.equal(then, 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const wanted = pagerduty.account.incidents.filter((one) => one.createdAtMs >= nowMs - 13 * DAY).length;
    assert.ok(wanted > 9);
    assert.equal(sent, wanted);
  });

  it("says what is wrong and what to do", async (t) => {
    const { env } = await account(t, 1);
    const usage = await start(["--send", "--since", "2d"]).ended;
    assert.equal(usage.code, 2);
    assert.match(usage.err, /--send goes with --once.*\nUsage: npm run -s collect/);
    const other = await start(["--once", "--source", "nagios"], env).ended;
    assert.equal(other.code, 2);
    assert.match(other.err, /nagios cannot be collected from. What can: pagerduty/);
  });
});

describe("collect --since: the import", () => {
  it("stopped or killed it goes on where it was; in the end everything is there, once", async (t) => {
    const { pagerduty, env, open } = await account(t, 20);
    pagerduty.slow(15);
    const cutOff = async (signal: "SIGINT" | "SIGKILL", calls: number) => {
      const before = pagerduty.calls.length;
      const { child, ended } = start(["--since", "140d"], env);
      while (child.exitCode === null && pagerduty.calls.length - before < calls)
        await new Promise((resolve) => setTimeout(resolve, 3));
      child.kill(signal);
      return ended;
    };
    const stopped = await cutOff("SIGINT", 30);
    assert.equal(stopped.code, 130);
    assert.match(stopped.err, /Stopped. Run the same again/);
    assert.equal((await cutOff("SIGKILL", 60)).code, null);
    pagerduty.slow(0);
    const before = pagerduty.calls.length;
    const { code, out, err } = await start(["--since", "140d"], env).ended;
    assert.equal(code, 0, err);
    assert.match(out, /pagerduty: history is in the store: [\d,]+ entries/);
    assert.ok(pagerduty.calls.length - before < 110, "what was read is not read again");
    const store = await open();
    const fromMs = Date.now() - 139 * DAY;
    const range = { fromMs, toMs: Date.now(), endMs: Date.now(), tz: "UTC", label: "all" };
    const { totals, sinceMs } = await store.stats("overview", { range });
    await store.close();
    const { incidents } = pagerduty.account;
    assert.equal(totals.incidents, incidents.filter((one) => one.createdAtMs >= fromMs && !one.mergedIntoId).length);
    assert.ok((sinceMs ?? Number.POSITIVE_INFINITY) <= fromMs);
  });
});

describe("words of the import", () => {
  it("ages and days", () => {
    const now = Date.parse("2026-11-21T09:30:00Z");
    const days = (text: string): number => (now - sinceOf(text, now)) / DAY;
    assert.deepEqual(["24h", "7d", "8w", "6mo", "2y"].map(days), [1, 7, 56, 180, 730]);
    assert.equal(sinceOf("2025-01-31", now), Date.parse("2025-01-31T00:00:00Z"));
    for (const wrong of ["", "7", "-1d", "tomorrow", "2027-01-01", "0d", "900y"])
      assert.throws(() => sinceOf(wrong, now), { code: "usage" }, wrong);
  });

  it("a bar on a terminal, plain lines now and then elsewhere, with the rate and the time left", () => {
    const time = { nowMs: 0 };
    const shown = (isTTY: boolean) => {
      time.nowMs = 0;
      const written: string[] = [];
      const out = { isTTY, write: (text: string) => void written.push(text) };
      const progress = createProgress("pagerduty", out, () => time.nowMs);
      for (let step = 0; step <= 30; step++) {
        progress.tell({ doneMs: step * DAY, wantedMs: 60 * DAY, entries: step * 1_000 });
        time.nowMs += 1_000;
      }
      progress.done();
      progress.end();
      return written.join("");
    };
    const lines = shown(false);
    assert.equal(lines.split("\n").length, 6, lines);
    assert.match(lines, /pagerduty: 33 % · 20,000 entries · 1,000\/s · 40 s left\n/);
    assert.match(lines, /history is in the store: 30,000 entries in 31.0 s, 968 a second.\n$/);
    const bar = shown(true);
    assert.ok(bar.includes("\r\u001b[Kpagerduty [############............] 50 %"));
  });
});
