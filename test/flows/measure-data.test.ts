import { strict as assert } from "node:assert";
import { it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import { applyMember } from "../../src/core/group-apply.ts";
import type { Incident } from "../../src/core/incident.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";
import { createMeasureData } from "../../src/flows/measure-data.ts";
import { alertOf, NOON, policyWith } from "./policy-kit.ts";

const aboutOf = async (incident: Incident): Promise<readonly unknown[]> => {
  const { marks } = createMeasureData({
    ...{ measures: new Map(), logs: new Map(), clock: () => NOON, policy: () => policyWith([]) },
    store: {
      graphs: new Proxy({} as never, { get: () => async () => [] }),
      incident: async () => incident,
    },
  });
  const found = await marks({ fromMs: NOON - 60_000, toMs: NOON + 60_000, tz: "UTC" }, incident.id, 5);
  return found.flatMap(({ about = [] }) => about.map(({ host }) => host));
};

it("the graph of a problem is about what fires of it, or did", async () => {
  const of = (host: string, state: Alert["state"], after: number) =>
    alertOf({ member: host, state, labels: { host }, atMs: NOON + after });
  const alone = applyAlert(undefined, alertOf({ labels: { host: "web1" } })).incident;
  assert.deepEqual(await aboutOf(alone), ["web1"]);
  let group: Incident | undefined;
  for (const [host, state] of [
    ["a", "firing"],
    ["b", "firing"],
    ["a", "resolved"],
  ] as const)
    group = applyMember(group, { ...of(host, state, 1), member: host }, "G").incident;
  assert.ok(group);
  assert.deepEqual(await aboutOf(group), ["b"]);
  group = applyMember(group, { ...of("b", "resolved", 2), member: "b" }, "G").incident;
  assert.deepEqual(await aboutOf(group), ["a", "b"]);
});
