import { strict as assert } from "node:assert";
import { it } from "node:test";
import { readDashboard } from "../../src/integrations/grafana/dashboard.ts";
import { readyTargets } from "../../src/integrations/grafana/targets.ts";
import { createFill, fillVariables } from "../../src/integrations/grafana/variables.ts";

it("dimensions of CloudWatch take several values as a list, one value as it is", () => {
  const target = (type: string) => ({
    datasource: { uid: type, type },
    dimensions: { InstanceId: "$host", Zone: "$zone" },
    alias: "$host",
  });
  const dashboard = readDashboard({
    dashboard: { uid: "d", panels: [{ id: 1, targets: [target("cloudwatch"), target("other")] }] },
  });
  const values = new Map([
    ["host", ["i-1", "i-2"]],
    ["zone", ["a"]],
  ]);
  const fill = createFill(fillVariables([], values), { fromMs: 0, toMs: 1, intervalMs: 1 });
  const [panel] = dashboard?.panels ?? [];
  const limits = { intervalMs: 60_000, maxDataPoints: 10 };
  const ready = readyTargets(panel ?? assert.fail(), () => undefined, fill, limits);
  assert.deepEqual(
    ready.map(({ body }) => [body.dimensions, body.alias]),
    [
      [{ InstanceId: ["i-1", "i-2"], Zone: "a" }, "{i-1,i-2}"],
      [{ InstanceId: "{i-1,i-2}", Zone: "a" }, "{i-1,i-2}"],
    ],
  );
});
