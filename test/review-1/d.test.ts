import { strict as assert } from "node:assert";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ANA, BEN, cards, setUp, trigger } from "./kit.ts";
import { FAST, openHouse, startBot } from "../support/house.ts";
import { importIncident } from "../../src/store/imported.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";
import { rmSync, mkdtempSync } from "node:fs";

it("E12 a stale poll does not undo a newer webhook (our clock 2 s ahead)", () => {
  const base = { source: "pagerduty", key: "P", severity: "error", title: "t", labels: {}, details: [] } as const;
  const one = applyAlert(undefined, { ...base, eventId: "a", state: "firing", atMs: 90_000 }).incident;
  const two = applyAlert(one, { ...base, eventId: "b", state: "acked", by: "Ana", atMs: 98_500 }).incident;
  const r = importIncident(two, { source: "pagerduty", key: "P", severity: "error", title: "t", labels: {}, state: "firing", openedAtMs: 90_000, changedAtMs: 90_000, readAtMs: 100_000 });
  console.log("E12", r?.incident.state, r?.applied?.change);
  assert.equal(r?.incident.state ?? "acked", "acked");
});

it("E12b label change stamped by our clock makes real webhooks late", () => {
  const base = { source: "pagerduty", key: "P", severity: "error", title: "t", labels: {}, details: [] } as const;
  const one = applyAlert(undefined, { ...base, eventId: "a", state: "firing", atMs: 90_000 }).incident;
  const two = importIncident(one, { source: "pagerduty", key: "P", severity: "error", title: "t", labels: { assigned: "Ben" }, state: "firing", openedAtMs: 90_000, changedAtMs: 90_000, readAtMs: 130_000 })!.incident;
  const three = applyAlert(two, { ...base, eventId: "b", state: "resolved", by: "Ana", atMs: 110_000 });
  console.log("E12b", three.change, three.incident.state);
  assert.equal(three.incident.state, "resolved");
});

it("E19 stats: webhook+poll = import", async (t) => {
  const { house, app } = await setUp(t);
  const { account } = house;
  for (let n = 0; n < 200 && !(await app.parts.store.cursor("pagerduty")); n++) await sleep(100);
  const ids = [0, 1, 2, 3, 4].map((n) => trigger(house, `S${n}`, n));
  await sleep(1300);
  account.ack(ids[0]!, ANA); account.ack(ids[1]!, BEN); await sleep(1300);
  account.unack(ids[0]!); account.ack(ids[0]!, BEN); account.resolve(ids[1]!, ANA); account.resolve(ids[2]!);
  await sleep(1200); account.reopen(ids[1]!, ANA); account.merge(ids[3]!, [ids[4]!], ANA);
  await account.idle(); await sleep(2200);
  app.poll(); await sleep(4000);
  const { parseTimeRange } = await import("../../src/core/time-range.ts");
  const range = parseTimeRange("last 24h", { nowMs: Date.now() + 60_000, tz: "Europe/Berlin", weekStart: 1 }) as never;
  const one = await app.parts.store.stats({ range } as never);
  const dir = mkdtempSync("/tmp/drm-rev-");
  const app2 = await startBot(house, { DATA_DIR: dir }, FAST);
  for (let n = 0; n < 200 && !(await app2.parts.store.cursor("pagerduty")); n++) await sleep(100);
  const two = await app2.parts.store.stats({ range } as never);
  await app2.stop(); rmSync(dir, { recursive: true });
  console.log("E19", JSON.stringify(one.totals), "\n   ", JSON.stringify(two.totals));
  for (const id of ids) console.log(JSON.stringify({ ...(await app.parts.store.incident(`pagerduty:${id}`)), history: 0, labels: 0, last: 0 }));
  assert.deepEqual(one.totals, two.totals);
  assert.deepEqual(one.people, two.people);
});

it("E14 a stranger's body on /slack/events is bounded", async (t) => {
  const house = await openHouse({ limits: false });
  t.after(() => house.close());
  const { createApp } = await import("../../src/app.ts");
  const { readConfig } = await import("../../src/config.ts");
  const { createLog } = await import("../../src/app/log.ts");
  const app = await createApp(readConfig({ ...house.settings, SLACK_APP_TOKEN: "", SLACK_MODE: "http" }), { clock: Date.now, log: createLog("fatal"), signal: new AbortController().signal }, FAST);
  t.after(() => app.stop());
  await sleep(1500);
  const before = process.memoryUsage().rss;
  let sent = 0;
  const body = new ReadableStream({ pull(c) { if (sent >= 300) { c.close(); return; } sent++; c.enqueue(new Uint8Array(1 << 20)); } });
  const r = await fetch(`${app.url}/slack/events`, { method: "POST", body, duplex: "half", headers: { "content-type": "application/json" } } as never).catch((e) => ({ status: String(e) }));
  console.log("E14", r.status, "sent MB", sent, "rss +MB", (process.memoryUsage().rss - before) >> 20);
  const ts = Math.floor(Date.now() / 1000);
  for (const headers of [{}, { "x-slack-signature": "v0=00", "x-slack-request-timestamp": String(ts) }])
    console.log("E14 unsigned", (await fetch(`${app.url}/slack/events`, { method: "POST", body: "{}", headers: { "content-type": "application/json", ...headers } as never })).status);
  for (const path of ["/g/oncall-stats", "/g/x%2F..", "/g/..%2f..%2fmetrics", "/s/..%2f", "/g/oncall-stats/events", "/assets/src/../../package.json", "/assets/%2e%2e/config.ts"])
    console.log("E14 path", path, (await fetch(app.url + path, { redirect: "manual" })).status);
  assert.ok(sent < 50);
});
