import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { ANA, against, fails, incident, refusal, routes } from "./pagerduty-responding-kit.ts";

describe("opening an incident at PagerDuty", () => {
  const wish = { key: "k1", title: "Help\n me", details: "d", serviceId: "S", urgency: "high" } as const;

  it("is for a service, people or a policy", async () => {
    await using pager = await against(routes({ "POST /incidents": () => [201, { incident: incident(1) }] }));
    await pager.responding.create(wish, ANA);
    await pager.responding.create({ ...wish, personIds: ["U1"], urgency: "low" }, ANA);
    await pager.responding.create({ ...wish, policyId: "E1", personIds: ["U1"], title: "x".repeat(2000) }, ANA);
    const common = {
      type: "incident",
      title: "Help me",
      service: { id: "S", type: "service_reference" },
      incident_key: "k1",
      body: { type: "incident_body", details: "d" },
    };
    assert.deepEqual(pager.body(0).incident, { ...common, urgency: "high" });
    assert.deepEqual(pager.body(1).incident, {
      ...common,
      urgency: "low",
      assignments: [{ assignee: { id: "U1", type: "user_reference" } }],
    });
    const third = pager.body(2).incident;
    assert.equal(third.title.length, 1024);
    assert.equal(third.assignments, undefined, "PagerDuty takes one or the other");
    assert.equal(third.escalation_policy.id, "E1");
  });

  it("answers the one that is open under the key", async () => {
    for (const answer of [
      refusal(2002, "Arguments Caused Error", "Open incident with matching dedup key already exists on this service"),
      refusal(2001, "Invalid Input Provided", "Open incident already exists with this incident key"),
    ]) {
      await using pager = await against(
        routes({
          "POST /incidents": () => [400, answer],
          "GET /incidents": () => [200, { incidents: [incident(4, "acknowledged")], more: false }],
        }),
      );
      assert.equal((await pager.responding.create(wish, ANA)).number, "4");
      const query = new URL(pager.asked[1]?.url ?? "", "http://x").searchParams;
      assert.deepEqual(
        [query.get("incident_key"), query.get("service_ids[]"), query.get("date_range")],
        ["k1", "S", "all"],
      );
    }
  });

  it("that may have been opened before is not opened again, even if it is over by now", async () => {
    const incidents = [incident(3, "resolved"), { ...incident(4, "resolved"), incident_key: "k1" }];
    await using pager = await against(
      routes({
        "GET /incidents": () => [200, { incidents, more: false }],
        "POST /incidents": () => [201, { incident: incident(5) }],
      }),
    );
    assert.equal((await pager.responding.create({ ...wish, again: true }, ANA)).number, "4");
    assert.equal(pager.asked.length, 1);
    assert.equal((await pager.responding.create({ ...wish, key: "k2", again: true }, ANA)).number, "5");
    assert.equal((await pager.responding.create(wish, ANA)).number, "5");
  });

  it("refuses in words where none is open after all", async () => {
    const error = refusal(2002, "Arguments Caused Error", "Open incident with matching dedup key already exists");
    const none = routes({ "POST /incidents": () => [400, error], "GET /incidents": () => [200, { incidents: [] }] });
    await using pager = await against(none);
    await assert.rejects(
      pager.responding.create(wish, ANA),
      fails("rejected", /refused it: Open incident with matching/),
    );
  });
});
