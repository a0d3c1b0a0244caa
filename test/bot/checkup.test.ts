import assert from "node:assert/strict";
import { test } from "node:test";
import { checkClock, checkScopes } from "../../src/bot/checkup.ts";
import { EVENTS, METHODS, OPTIONAL_SCOPES } from "../../src/bot/slack-methods.ts";
import { startBot } from "./start-bot.ts";
import { setUp } from "./workspace.ts";

const states = (checks: readonly { readonly name: string; readonly state: string }[]): string =>
  checks.map(({ name, state }) => `${name}: ${state}`).join(", ");

for (const mode of ["socket", "http"] as const)
  test(`${mode}: all is well with the manifest as it is`, async (t) => {
    const { bot } = await setUp(t, { mode });
    const checks = await bot.checkup();
    assert.equal(states(checks), "token: ok, workspace: ok, scopes: ok, connection: ok, clock: ok");
    assert.ok(checks.every(({ mend }) => mend === undefined));
  });

test("a missing scope says which and how to get it; one that only some settings need is no harm; more is fine", () => {
  const all = ["commands", ...Object.values(METHODS).flat(), ...Object.values(EVENTS).flat()];
  assert.equal(checkScopes([...all, "admin"]).state, "ok");
  const bad = checkScopes(all.filter((scope) => scope !== "files:write"));
  assert.equal(bad.state, "bad");
  assert.match(bad.says, /files:write/);
  assert.match(bad.mend ?? "", /manifest\.yml/);
  assert.equal(checkScopes(all.filter((scope) => OPTIONAL_SCOPES[scope] === undefined)).state, "warn");
  assert.equal(checkScopes(all.filter((scope) => scope !== "commands")).state, "bad");
  assert.equal(checkScopes(undefined).state, "skipped");
});

test("clocks: a minute apart is fine, more is told with the side", () => {
  assert.equal(checkClock(undefined).state, "skipped");
  assert.equal(checkClock(-60_000).state, "ok");
  assert.match(checkClock(61_000).says, /61 s behind/);
  assert.match(checkClock(-61_000).says, /61 s ahead/);
});

test("a machine whose clock is wrong is found out by Slack's own answers", async (t) => {
  const { bot } = await startBot(t, { clock: () => Date.now() - 300_000 });
  assert.match(states(await bot.checkup()), /clock: warn/);
});

test("a revoked token, and a Slack that is away", async (t) => {
  const { bot, slack } = await startBot(t);
  slack.on("auth.test", () => ({ body: { ok: false, error: "token_revoked" } }));
  const [token] = await bot.checkup();
  assert.equal(token?.state, "bad");
  assert.match(token?.mend ?? "", /SLACK_BOT_TOKEN/);
  slack.on("auth.test", () => ({ status: 503 }));
  const [away] = await bot.checkup();
  assert.match(away?.mend ?? "", /reaches https:\/\/slack\.com/);
});

test("no connection is bad", async (t) => {
  const { workspace, bot } = await setUp(t);
  workspace.faults.set("apps.connections.open", { status: 500 });
  workspace.cutSockets();
  await workspace.until(() => !bot.state().connected);
  const checks = await bot.checkup();
  assert.match(states(checks), /token: ok.*connection: bad/);
});
