import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import type { Incident } from "../../src/core/incident.ts";
import type { Policy } from "../../src/core/policy.ts";
import { DEPLOYS, type Say } from "../../src/core/store.ts";
import { graphOf } from "../../src/flows/alert-graphs/graph-of.ts";
import { createPlan } from "../../src/flows/plan.ts";
import { createRules } from "../../src/flows/rules.ts";
import { alertOf, knownAt, live, MIN, muteOf, NOON, policyWith, route } from "./policy-kit.ts";

const CHANNELS = { admin: "admin" };
const GRAPH = { source: "prometheus", query: "up" } as const;
const MEASURES = new Set(["grafana", "prometheus"]);
const measured = (more: Partial<Alert> = {}): Alert => alertOf({ graph: GRAPH, ...more });

const lifeOf = (alerts: readonly Alert[], policy: Policy, known?: Parameters<typeof live>[2]) => {
  const rules = createRules(() => policy, { channels: CHANNELS, keyIsOneIncident: new Set() });
  const last = live(rules, alerts, known);
  // The reducer need not know graphs for the plan to.
  const graph = alerts.find((one) => one.graph)?.graph;
  return { ...last, incident: graph ? { ...last.incident, graph } : last.incident };
};

const says = (
  alerts: readonly Alert[],
  policy: Policy = policyWith([]),
  measures: ReadonlySet<string> | undefined = MEASURES,
  known?: Parameters<typeof live>[2],
): readonly Say[] => {
  const { incident, change, alert } = lifeOf(alerts, policy, known);
  const options = { channels: CHANNELS, escalates: new Set<string>(), measures, clock: () => NOON + 5 };
  return createPlan(() => policy, options)(incident, change, alert);
};

const draws = (...given: Parameters<typeof says>): boolean =>
  says(...given).some((say) => say.kind === "later" && say.due.kind === "graph");

const at = (state: Alert["state"], offset: number) => measured({ state, atMs: NOON + offset });

describe("a graph is due", () => {
  it("with a card that opens or comes again, now", () => {
    assert.deepEqual(says([measured()]).at(-1), {
      kind: "later",
      due: { id: "graph:nagios:web1/disk", kind: "graph", atMs: NOON + 5, subject: "nagios:web1/disk", step: 1 },
    });
    assert.ok(draws([at("firing", 0), at("resolved", 1), at("firing", 2)]));
  });

  it("not with what only goes on, is taken, ends, was only told of, or came late", () => {
    assert.ok(!draws([at("firing", 0), at("firing", 1)]));
    assert.ok(!draws([at("firing", 0), at("acked", 1)]));
    assert.ok(!draws([at("firing", 0), at("acked", 1), at("firing", 2)]));
    assert.ok(!draws([at("firing", 0), at("resolved", 1)]));
    assert.ok(!draws([at("resolved", 0)]));
    assert.ok(!draws([at("notice", 0)]));
    assert.ok(!draws([at("firing", 2), at("firing", 1)]));
    assert.ok(!draws([measured({ severity: "warning" }), { ...at("firing", 1), severity: "critical" }]));
  });

  it("not each time that a flapping problem comes again", () => {
    const flips = (count: number) =>
      Array.from({ length: count }, (_, flip) => at(flip % 2 ? "resolved" : "firing", flip));
    const policy = policyWith([], { flapping: { changes: 5, withinMs: MIN } });
    assert.ok(draws(flips(3), policy));
    assert.ok(!draws(flips(7), policy));
  });

  it("only below a card that people see: not muted until it is loud, not hidden, not our own", () => {
    const muted = ({ atMs }: Alert) => knownAt(atMs, { mutes: [muteOf({ untilMs: NOON + 1 })] });
    assert.ok(!draws([measured()], policyWith([]), MEASURES, muted));
    assert.ok(draws([measured(), at("firing", MIN)], policyWith([]), MEASURES, muted), "it became loud");
    assert.ok(!draws([measured()], policyWith([route("a", { post: "none" })])));
    assert.ok(draws([measured()], policyWith([route("a", { post: "thread" })])));
    assert.ok(!draws([measured({ source: "drm" })]));
  });

  it("only from a connected source, and not where the route or the setting is off", () => {
    assert.ok(!draws([alertOf()]));
    assert.ok(!draws([measured()], policyWith([]), new Set(["grafana"])));
    assert.ok(!draws([measured()], policyWith([]), new Set()));
    assert.ok(!draws([measured()], policyWith([route("a", { graph: "off" })])));
    assert.ok(draws([alertOf()], policyWith([route("a", { graph: { query: "up" } })])));
  });
});

describe("the graph of a card", () => {
  const incident: Incident = {
    ...lifeOf([measured({ labels: { host: "web1", service: "Checkout (EU)", evil: 'x"} or up' } })], policyWith([]))
      .incident,
  };
  const of = (query: string, source?: string) => graphOf(incident, { graph: { query, source } }, MEASURES);

  it("is what its route says, labels filled in, of the default source when it names none", () => {
    assert.equal(of('rate(errors{host="{host}"}[5m])')?.query, 'rate(errors{host="web1"}[5m])');
    assert.deepEqual(of("servers.{host}.{severity}.load", "prometheus"), {
      ...{
        source: "prometheus",
        query: "servers.web1.error.load",
        thresholds: undefined,
        title: undefined,
        unit: undefined,
      },
    });
    assert.equal(of("up")?.source, "grafana");
    const thresholds = [{ value: 5, trouble: "above" }] as const;
    assert.deepEqual(graphOf(incident, { graph: { query: "up", thresholds } }, MEASURES)?.thresholds, thresholds);
  });

  it("braces of the query itself stay", () => {
    for (const query of ['sum by (a) (x{a=~"b{2,3}"})', "servers.{web1,web2}.load", "q{}", "$".concat("{host}")])
      assert.equal(of(query)?.query, query);
  });

  it("a label that is missing or could change the query gives way to what the alert was measured by", () => {
    assert.equal(of('up{zone="{zone}"}')?.query, "up");
    assert.equal(of('up{evil="{evil}"}')?.query, "up");
    assert.equal(of('up{service="{service}"}')?.query, "up");
    assert.equal(graphOf({ ...incident, graph: undefined }, { graph: { query: "{zone}" } }, MEASURES), undefined);
  });
});

describe("deploys", () => {
  const deploy = alertOf({
    source: DEPLOYS,
    state: "notice",
    severity: "info",
    title: "deploy v42",
    details: ["by Ana"],
  });
  const cards = (policy: Policy) => says([deploy], policy).filter(({ kind }) => kind === "card");

  it("are kept and not posted, unless a route asks for them by name", () => {
    const hidden = [{ kind: "card", channel: "ops", onlyIfPosted: true }];
    assert.deepEqual(says([deploy]), hidden);
    assert.deepEqual(cards(policyWith([route("checkout", { match: { labels: { service: "Checkout" } } })])), [
      { kind: "card", channel: "checkout", onlyIfPosted: true },
    ]);
    assert.deepEqual(says([deploy], policyWith([route("deploys", { match: { labels: { source: "deploys" } } })])), [
      { kind: "card", channel: "deploys" },
      { kind: "note", channel: "deploys", lines: ["by Ana"] },
    ]);
  });
});
