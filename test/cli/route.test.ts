import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/cli/route.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "drm-route-"));

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", MAIN, ...args],
    {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
    },
  );
  return { stdout, stderr, status };
};

describe("npm run route", () => {
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "drm.yaml");

  it("says without a file that all goes to the ops channel", () => {
    const { stdout, status } = run(["source=papertrail", "host=web1"]);
    assert.deepEqual([stdout, status], ["1 default: yes -> #ops, critical reminded after 10 min\n", 0]);
  });

  it("says route by route why; nothing of Slack needs to be set", () => {
    writeFileSync(file, "routes:\n  - name: db\n    match: { source: nagios }\n    channel: dba\nOPS_CHANNEL: sre\n");
    const { stdout } = run(["source=papertrail", "title=Disk full"], { DRM_CONFIG: file });
    assert.deepEqual(stdout.split("\n"), [
      "1 db: no, source is papertrail, not nagios",
      "2 default: yes -> #sre, critical reminded after 10 min",
      "",
    ]);
  });

  it("says what is wrong with the file, and how it is used", () => {
    writeFileSync(file, "routes:\n  - name: db\n    chanel: dba\n");
    const broken = run(["source=papertrail"], { DRM_CONFIG: file });
    assert.equal(broken.status, 1);
    assert.match(broken.stderr, /drm\.yaml:3 routes\[0\]\.chanel: is not known here\. Did you mean channel\?/);
    for (const args of [[], ["papertrail"]]) {
      const wrong = run(args);
      assert.deepEqual([wrong.status, wrong.stdout], [2, ""]);
      assert.match(wrong.stderr, /Usage: npm run -s route/);
    }
  });
});
