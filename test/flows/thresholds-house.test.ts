import { strict as assert } from "node:assert";
import { it } from "node:test";
import { createPrometheusDemo } from "../../src/demo/metrics/prometheus.ts";
import { openKit, policyWith } from "./kit.ts";
import { MIN, rule } from "./thresholds-kit.ts";

it("a queue runs full at a Prometheus: one card with value, limit and runbook, and its end on the same card", async (t) => {
  let nowMs = Date.now;
  const demo = await createPrometheusDemo({ clock: () => nowMs() });
  t.after(() => demo.stop());
  demo.spike("queue_depth", Date.now() - 20 * MIN, Date.now() + 4 * MIN, 50, { queue: "orders" });
  const full = rule({
    ...{ name: "Orders wait", query: "queue_depth", by: { label: "queue", how: "max" }, unit: undefined },
    ...{ threshold: { value: 600, trouble: "above" }, everyMs: 10_000, runbook: "https://wiki.example.com/orders" },
  });
  const kit = await openKit(t, {
    settings: { PROMETHEUS_URL: demo.url, ALERT_GRAPHS: "off" },
    policy: policyWith({}, { thresholds: [full] }),
  });
  nowMs = kit.now;
  const card = await kit.card("Orders wait");
  assert.match(card.text, /Orders wait: orders/);
  const shown = kit.shown("Orders wait");
  assert.match(shown, /above 600/);
  assert.match(shown, /wiki\.example\.com\/orders/);
  kit.jump(11 * MIN);
  await kit.house.workspace.until(() => kit.cards("Orders wait")[0]?.text.startsWith("🟢"), 30_000);
  assert.equal(kit.cards("Orders wait").length, 1, "one message for the whole of it");
});
