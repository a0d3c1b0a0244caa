import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { levelByLog, levelOf } from "../../src/integrations/pagerduty/escalate.ts";
import { ANA, against, fails, incident, NOW_MS, routes } from "./pagerduty-responding-kit.ts";

const ok = (more: object = {}) => [200, { incident: incident(1, "triggered", more) }] as const;

describe("escalating an incident of PagerDuty", () => {
  const entry = (type: string, minute: number) => ({
    id: `R${minute}`,
    type: `${type}_log_entry`,
    created_at: new Date(NOW_MS + minute * 60_000).toISOString(),
    incident: { id: "Q1" },
  });
  const row = (level: number) => ({
    user: { id: "U1", summary: "Ana" },
    escalation_level: level,
    start: null,
    end: null,
  });
  const world = (levels: readonly number[], log: readonly object[], more: object = {}) =>
    against(
      routes({
        "GET /incidents/Q1": () =>
          ok({
            assignments: [{ assignee: { id: "U1", summary: "Ana" } }],
            escalation_policy: { id: "E1", summary: "Payments", escalation_rules: [{}, {}, {}] },
            ...more,
          }),
        "GET /incidents/Q1/log_entries": () => [200, { log_entries: log, more: false }],
        "GET /oncalls": () => [200, { oncalls: levels.map(row), more: false }],
        "PUT /incidents/Q1": () => ok(),
      }),
    );
  const asks = async (levels: readonly number[], log: readonly object[], more: object = {}) => {
    await using pager = await world(levels, log, more);
    await pager.responding.escalate("Q1", ANA);
    return pager.body(3).incident.escalation_level;
  };

  it("goes to the level after the one it is at", async () => {
    assert.equal(await asks([1], [entry("trigger", 0)]), 2);
    assert.equal(await asks([1, 2], [entry("escalate", 5), entry("trigger", 0)]), 3, "one person at both levels");
    assert.equal(await asks([2], [entry("trigger", 0)]), 3, "somebody skipped a level");
    assert.equal(
      await asks([], [entry("trigger", 0)], { assigned_via: "direct_assignment" }),
      1,
      "nobody of it knows yet",
    );
    assert.equal(await asks([], [entry("trigger", 0)]), 2, "the turn of the one who has it is over");
  });

  it("asks for whoever has it, in its policy", async () => {
    await using pager = await world([1], [entry("trigger", 0)]);
    await pager.responding.escalate("Q1", ANA);
    const query = new URL(pager.asked.find(({ url }) => url.startsWith("/oncalls"))?.url ?? "", "http://x")
      .searchParams;
    assert.deepEqual(query.getAll("user_ids[]"), ["U1"]);
    assert.deepEqual(query.getAll("escalation_policy_ids[]"), ["E1"]);
    assert.match(pager.asked[0]?.url ?? "", /include\[\]=escalation_policies|include%5B%5D=escalation_policies/);
  });

  it("says that there is no further level, and changes nothing", async () => {
    await using pager = await world([3], [entry("trigger", 0)]);
    await assert.rejects(
      pager.responding.escalate("Q1", ANA),
      fails("conflict", /last level of Payments already \(3 of 3\)/),
    );
    assert.ok(pager.asked.every(({ method }) => method === "GET"));
    await using over = await world([1], [], { status: "resolved" });
    await assert.rejects(over.responding.escalate("Q1", ANA), fails("conflict", /^Already resolved\.$/));
  });

  it("counts levels from where its policy began last", () => {
    const at = (...types: string[]) =>
      levelByLog(types.map((type, index) => ({ type: `${type}_log_entry`, created_at: index })).toReversed());
    assert.equal(at("trigger", "assign", "escalate", "escalate"), 3);
    assert.equal(at("trigger", "escalate", "delegate"), 1);
    assert.equal(at("trigger", "escalate", "repeat_escalation_path", "escalate"), 2);
    assert.equal(at("trigger", "escalate", "resolve", "assign"), 1);
    assert.equal(at(), 1);
    assert.equal(levelOf(2, [1, 2], false), 2);
    assert.equal(levelOf(1, [3, 2], true), 2);
  });
});
