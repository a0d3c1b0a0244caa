import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { withIntegration } from "../../src/cli/new-integration.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const COPIED = [
  "package.json",
  "tsconfig.json",
  ".biome.json",
  "src",
  "test/integrations",
  "test/fixtures",
  "test/golden",
];
const NODE = ["--disable-warning=ExperimentalWarning"];

/** A copy of what an integration touches, without its git: lint is told so. */
const copy = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "drm-new-"));
  for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
};

const run = (folder: string, file: string, args: readonly string[], env: Record<string, string> = {}) =>
  new Promise<{ readonly code: number; readonly said: string }>((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env.PATH ?? "", ...env }, timeout: 60_000 };
    const child = execFile(file, [...args], options, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, said: out + err }),
    );
  });
const node = (folder: string, args: readonly string[], env?: Record<string, string>) =>
  run(folder, process.execPath, [...NODE, ...args], env);

describe("npm run new integration", () => {
  it("writes a skeleton that compiles, passes lint and the conformance suite", async (t) => {
    const folder = copy();
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const made = await node(folder, ["src/cli/new.ts", "integration", "acme-watch"]);
    assert.equal(made.code, 0, made.said);
    const files = made.said.split("\n").filter((line) => line.includes("acme-watch") && /^(src|test)\/\S+$/.test(line));
    assert.equal(files.length, 4, made.said);
    assert.match(readFileSync(join(folder, "src/integrations/index.ts"), "utf8"), /acmeWatch,\n {2}airbrake,/);

    const code = [...files.filter((file) => file.endsWith(".ts")), "src/integrations/index.ts"];
    const lint = await run(folder, join(ROOT, "node_modules/.bin/biome"), ["check", "--vcs-enabled=false", ...code]);
    assert.equal(lint.code, 0, lint.said);
    const types = await run(folder, join(ROOT, "node_modules/.bin/tsc"), ["--noEmit"]);
    assert.doesNotMatch(types.said, /acme-watch|integrations\/index/);
    const tests = ["--test", "--test-name-pattern=acme-watch|Acme", "test/integrations/conformance.test.ts"];
    const golden = await node(folder, tests, { UPDATE_GOLDEN: "1" });
    assert.equal(golden.code, 0, golden.said);
    const all = await node(folder, [...tests, "test/integrations/acme-watch.test.ts"]);
    assert.equal(all.code, 0, all.said);
    assert.match(all.said, /pass (1\d|2\d)/, all.said);
    const again = await node(folder, ["src/cli/new.ts", "integration", "acme-watch"]);
    assert.deepEqual([again.code, /is there already/.test(again.said)], [2, true]);
  });

  it("explains itself when it is called wrongly", async () => {
    for (const args of [[], ["integration"], ["graph", "x"], ["integration", "Acme"], ["integration", "a", "b"]]) {
      const { code, said } = await node(ROOT, ["src/cli/new.ts", ...args]);
      assert.deepEqual([code, /Usage: npm run new/.test(said)], [2, true], args.join(" "));
    }
  });

  it("keeps the list in the order of the names", () => {
    const index = readFileSync(join(ROOT, "src/integrations/index.ts"), "utf8");
    const names = [...withIntegration(index, "nagios-xi").matchAll(/^import (\w+) from "\.\//gm)].map(
      ([, name]) => name,
    );
    assert.equal(names.indexOf("nagiosXi"), names.indexOf("nagios") + 1);
  });
});
