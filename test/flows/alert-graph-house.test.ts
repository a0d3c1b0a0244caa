import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createPrometheusDemo } from "../../src/demo/metrics/prometheus.ts";
import type { Message } from "../../src/demo/slack/types.ts";
import { stopwatch } from "../support/stopwatch.ts";
import { until } from "./alert-graphs-kit.ts";
import { type Kit, openKit, policyWith } from "./kit.ts";

const QUERY = 'sum(rate(http_requests_total{job="checkout"}[5m]))';

const openHouse = async (t: TestContext, more: Readonly<Record<string, string>> = {}, latencyMs = 50) => {
  const prometheus = await createPrometheusDemo({ clock: Date.now, latencyMs });
  t.after(() => prometheus.stop());
  const kit = await openKit(t, {
    settings: { PROMETHEUS_URL: prometheus.url, ...more },
    policy: policyWith({ graph: { query: QUERY, thresholds: [{ value: 5, trouble: "above" }] } }),
  });
  return { kit, prometheus };
};

const pictures = ({ house }: Kit, { ts }: Message): readonly Message[] =>
  house.workspace.thread("ops", ts).filter((one) => JSON.stringify(one).includes("slack_file"));

/** The watch shows another picture than `before`, and its next turn is settled. */
const turned = ({ app, now }: Kit, before?: string): Promise<string> =>
  until(async () => {
    const [watch] = await app.parts.store.graphs.watches();
    const shown = watch?.ts !== undefined && watch.tryingSinceMs === undefined && watch.nextMs > now();
    return shown && watch.snapshotId !== before ? watch.snapshotId : undefined;
  }, 5_000);

const buttonOf = (message: Message, label: string): { readonly action_id: string } => {
  const found = /\{[^{}]*"text":\{[^{}]*"text":"([^"]*)"[^{}]*\}[^{}]*\}/g;
  for (const [whole, text] of JSON.stringify(message).matchAll(found)) {
    const button: { readonly action_id?: string } = JSON.parse(whole);
    if (text === label && button.action_id !== undefined) return { action_id: button.action_id };
  }
  throw new Error(`no button ${label} on ${JSON.stringify(message)}`);
};

describe("the graph below a card, in the whole bot", () => {
  it("is there soon after the webhook, and can be watched", async (t) => {
    const { kit, prometheus } = await openHouse(t, { WATCH_MINUTES: "2" });
    const tookMs = stopwatch();
    await kit.nagios("web1", "PROBLEM");
    const card = await kit.card("web1");
    const picture = await kit.house.workspace.until(() => pictures(kit, card)[0], 20_000);
    const ms = tookMs();
    assert.ok(ms < 3_000, `${ms} ms`);
    assert.ok(prometheus.asked.some(({ query }) => query === QUERY));
    assert.equal(pictures(kit, card).length, 1);
    assert.match(JSON.stringify(picture), /Live view/);
    assert.match(JSON.stringify(picture), /Open in Prometheus/);

    await kit.house.workspace.press("ben", "ops", picture.ts, buttonOf(picture, "Watch").action_id);
    await until(async () => (await kit.app.parts.store.graphs.watches()).length === 1, 30_000);
    const [watch] = await kit.app.parts.store.graphs.watches();
    assert.deepEqual([watch?.incidentId, watch?.thread], ["nagios:web1/HTTP", card.ts]);
    kit.jump(61_000);
    const fresh = await kit.house.workspace.until(() => pictures(kit, card)[1], 30_000);
    assert.match(JSON.stringify(fresh), /Fresh every 2 min for Ben[^.]*until the problem ends/);
    await turned(kit);
    await kit.nagios("web1", "RECOVERY");
    await until(async () => (await kit.app.parts.store.incident("nagios:web1/HTTP"))?.state === "resolved", 30_000);
    await kit.house.workspace.until(
      () => pictures(kit, card).some((one) => JSON.stringify(one).includes("until it ended")),
      30_000,
    );
    await until(async () => (await kit.app.parts.store.graphs.watches()).length === 0, 30_000);
    assert.equal(pictures(kit, card).length, 2, "the one of the alert, and the last of the watch");
  });

  it("where the chat reaches us, the watched picture is one message that is edited, until it does not", async (t) => {
    const { kit } = await openHouse(t, { PUBLIC_URL: "https://drm.acme.io" });
    const { workspace } = kit.house;
    workspace.pictures.reaches.set("https://drm.acme.io", kit.app.url);
    await kit.nagios("web1", "PROBLEM");
    const card = await kit.card("web1");
    const picture = await workspace.until(() => pictures(kit, card)[0], 30_000);
    await workspace.press("ben", "ops", picture.ts, buttonOf(picture, "Watch").action_id);
    await until(async () => (await kit.app.parts.store.graphs.watches()).length === 1);
    const edited = (): readonly Message[] =>
      workspace.thread("ops", card.ts).filter((one) => JSON.stringify(one).includes("https://drm.acme.io/s/"));
    const urlOf = (one: Message | undefined): string =>
      /"image_url":"(https:[^"]+)"/.exec(JSON.stringify(one ?? ""))?.[1] ?? "";
    kit.jump(61_000);
    const first = await workspace.until(() => edited().find((one) => urlOf(one) !== ""), 30_000);
    const before = urlOf(first);
    const shown = await turned(kit);
    assert.match(before, /\/s\/[^/]+\.png\?/);
    kit.jump(61_000);
    await workspace.until(() => edited().some((one) => urlOf(one) !== "" && urlOf(one) !== before), 30_000);
    await turned(kit, shown);
    assert.equal(edited().find((one) => urlOf(one) !== "")?.ts, first.ts, "the same message");
    assert.equal(pictures(kit, card).length, 1, "nothing more was uploaded");
    workspace.pictures.reaches.clear();
    kit.jump(61_000);
    await workspace.until(() => pictures(kit, card).length === 2, 30_000);
    await until(async () => (await kit.app.parts.store.graphs.watches())[0]?.mode === "again");
    await workspace.until(() => edited().every((one) => urlOf(one) === ""), 30_000);
  });

  it("a slow source delays no card; switched off, nothing is asked", async (t) => {
    const { kit, prometheus } = await openHouse(t);
    prometheus.fail("hang");
    const tookMs = stopwatch();
    await kit.nagios("web1", "PROBLEM");
    await kit.card("web1");
    const ms = tookMs();
    assert.ok(ms < 2_000, `${ms} ms`);

    const off = await openHouse(t, { ALERT_GRAPHS: "off" });
    await off.kit.nagios("web1", "PROBLEM");
    const card = await off.kit.card("web1");
    await sleep(300);
    assert.deepEqual([off.prometheus.asked, pictures(off.kit, card)], [[], []]);
  });
});
