import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { openStore } from "../../src/store/index.ts";

const CLI = fileURLToPath(new URL("../../src/cli/personal.ts", import.meta.url));
const log = { debug() {}, info() {}, warn() {}, error() {} };

let dir = "";

const run = (...args: readonly string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", CLI, ...args],
      { env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, DATA_DIR: dir }, cwd: dir },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });

const open = () => openStore({ file: join(dir, "drm.sqlite"), clock: Date.now, log });

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "drm-personal-"));
  const store = await open();
  const lease = await store.leases.take("collect", "test", 60_000);
  if (!lease) throw new Error("no lease");
  const ana = { source: "pagerduty", id: "PANA0001", name: "Ana Kovac", email: "ana@example.com" };
  const page = { source: "pagerduty", id: "f1", kind: "notified", atMs: 5, personId: ana.id } as const;
  const facts = [{ ...page, incidentKey: "K1", service: "db", teams: [] }];
  await store.collected(lease, { incidents: [], facts, people: [ana] }, { source: "pagerduty" });
  await store.close();
});
after(() => rm(dir, { recursive: true, force: true }));

describe("npm run personal", () => {
  it("says what it takes, and what it will not do unasked", async () => {
    const [none, unsure, unknown, wrong] = await Promise.all([
      run(),
      run("erase", "ana@example.com"),
      run("export", "nobody@example.com"),
      run("export", "ana@example.com", "--everything"),
    ]);
    assert.deepEqual([none.code, unsure.code, unknown.code, wrong.code], [2, 2, 1, 2]);
    assert.match(none.err, /^Usage: npm run -s personal -- export ADDRESS/);
    assert.match(unsure.err, /^Nothing was erased\..*--yes/);
    assert.match(unknown.err, /^Nothing is kept of nobody@example\.com\./);
    assert.match(wrong.err, /--everything/);
    assert.deepEqual([none.out, unsure.out, unknown.out], ["", "", ""]);
  });

  it("writes everything of one person to a file, and takes them out", async () => {
    const file = join(dir, "ana.json");
    const exported = await run("export", "Ana@example.com", "--file", file);
    assert.deepEqual([exported.code, exported.out], [0, `${file}: 2 rows (person 1, fact 1)\n`], exported.err);
    const rows = JSON.parse(await readFile(file, "utf8"));
    assert.deepEqual([rows.person[0].name, rows.fact[0].id], ["Ana Kovac", "f1"]);
    const again = await run("export", "ana@example.com", "--file", file);
    assert.deepEqual([again.code, again.err], [1, `${file} exists already; nothing is overwritten.\n`]);
    const erased = await run("erase", "ana@example.com", "--yes");
    assert.equal(erased.code, 0, erased.err);
    assert.match(erased.out, /^2 rows were changed or deleted \(person 1, fact 1\)\.\nWhat stays:\n- the audit log/);
    const bytes = (await readFile(join(dir, "drm.sqlite"))).toString("latin1");
    for (const trace of ["Ana Kovac", "ana@example.com", "PANA0001"])
      assert.ok(!bytes.includes(trace), `${trace} is still in the file`);
    const store = await open();
    assert.deepEqual(await store.people("pagerduty"), []);
    await store.close();
  });
});
