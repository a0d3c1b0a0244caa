import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openKit } from "./kit.ts";

describe("the config file while the bot runs", () => {
  it("new routes hold without a restart; a broken file keeps the old ones and says so", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "drm-config-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "drm.yaml");
    writeFileSync(file, "POLL_SECONDS: 60\n");
    const kit = await openKit(t, { settings: { DRM_CONFIG: file }, channels: ["web"] });
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM");
    await kit.card("web1", "ops");
    writeFileSync(file, "POLL_SECONDS: 60\nroutes:\n  - name: web\n    match: { host: web* }\n    channel: web\n");
    const goesToWeb = (): boolean =>
      kit.app.parts.policy().routes.some(({ name, channel }) => name === "web" && channel === "web");
    await workspace.until(goesToWeb, 30_000);
    await kit.nagios("web2", "PROBLEM");
    await kit.card("web2", "web");
    assert.equal(kit.cards("web2", "ops").length, 0);
    await kit.nagios("web1", "RECOVERY", kit.now() + 1_000);
    await workspace.until(() => kit.cards("web1", "ops")[0]?.text.startsWith("🟢"), 30_000);
    assert.equal(kit.cards("web1", "web").length, 0, "a known problem stays where it is");
    writeFileSync(file, "routes: [oops\n");
    await workspace.until(() => kit.cards("config file is broken", "ops")[0], 30_000);
    assert.ok(goesToWeb());
    writeFileSync(file, "POLL_SECONDS: 60\n");
    await workspace.until(() => kit.cards("config file is", "ops")[0]?.text.startsWith("🟢"), 30_000);
    assert.equal(goesToWeb(), false);
    writeFileSync(file, "routes:\n  - name: lost\n    match: { host: db* }\n    channel: nowhere\n");
    await workspace.until(() => kit.cards("#nowhere, which I cannot find", "ops")[0], 30_000);
    writeFileSync(file, "routes:\n  - name: found\n    match: { host: db* }\n    channel: web\n");
    await workspace.until(() => kit.cards("#nowhere, which I cannot find", "ops")[0]?.text.startsWith("🟢"), 30_000);
  });
});
