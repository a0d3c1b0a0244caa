import { strict as assert } from "node:assert";
import { it } from "node:test";
import { askServer, linkIn, say, specOf, textOf } from "../flows/graphs-chat-kit.ts";
import { openKit } from "../flows/kit.ts";
import { missing } from "../senders/processes.ts";
import { prometheusPrograms, startPrometheus } from "./servers.ts";

const MIN = 60_000;
const QUERY = "sum by (code) (rate(shop_requests_total[5m]))";

it("/graph draws the points that a real Prometheus answers", { skip: missing(...prometheusPrograms) }, async (t) => {
  const nowMs = Math.floor(Date.now() / MIN) * MIN;
  const minutes = Array.from({ length: 180 }, (_, at) => nowMs - (180 - at) * MIN);
  const server = await startPrometheus({
    series: ["200", "502"].map((code, place) => ({
      name: "shop_requests_total",
      labels: { code },
      points: minutes.filter((_, at) => at < 120 || at > 150).map((atMs, at) => [atMs, at * at * (place + 1)] as const),
    })),
  });
  t.after(() => server.stop());
  const kit = await openKit(t, { settings: { PROMETHEUS_URL: server.url } });
  const message = await say(kit, "ana", `/graph ${QUERY} last 2h title:"shop"`, /"type":"image"/);
  assert.match(textOf(message), /Open in Prometheus/);
  const [panel] = (await specOf(kit, linkIn(message, "/g/"))).panels;
  const times = panel?.timesMs ?? [];
  const drawn = new Map(panel?.series.map(({ name, values }) => [name, values]));
  assert.equal(drawn.size, 2);
  for (const code of ["200", "502"]) {
    const asked = await askServer(server.url, QUERY.replace("_total", `_total{code="${code}"}`), times);
    assert.deepEqual(drawn.get(code), asked, code);
    assert.ok(asked.some((value) => value === null) && asked.some((value) => value !== null), "with its gap");
  }
});
