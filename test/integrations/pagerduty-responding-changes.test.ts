import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { ANA, against, fails, incident, NOW_MS, refusal, routes } from "./pagerduty-responding-kit.ts";
import { json } from "./pagerduty-setup.ts";

const ok = (more: object = {}) => [200, { incident: incident(1, "triggered", more) }] as const;

describe("changing an incident of PagerDuty", () => {
  it("snoozes for whole seconds, a week at most", async () => {
    const pending_actions = [{ type: "unacknowledge", at: "2026-11-21T11:30:00Z" }];
    await using pager = await against(
      routes({
        "POST /incidents/Q1/snooze": () => [201, { incident: incident(1, "acknowledged", { pending_actions }) }],
      }),
    );
    const { snoozedUntilMs } = await pager.responding.snooze("Q1", 7_200_400, ANA);
    assert.equal(snoozedUntilMs, NOW_MS + 7_200_000);
    assert.deepEqual(pager.body(0), { duration: 7200 });
    assert.equal(pager.asked[0]?.headers.from, ANA.email);
    for (const forMs of [0, 400, -1, Number.NaN, 604_801_000])
      await assert.rejects(pager.responding.snooze("Q1", forMs, ANA), fails("usage", /seven days/));
    assert.equal(pager.asked.length, 1);
  });

  it("snoozes one that nobody acknowledged by acknowledging it first, never one that is resolved", async () => {
    for (const status of ["triggered", "resolved"]) {
      let tries = 0;
      await using pager = await against(
        routes({
          "POST /incidents/Q1/snooze": () =>
            tries++ === 0 ? [400, refusal(1012, "Incident is not Acknowledged")] : [201, { incident: incident(1) }],
          "GET /incidents/Q1": () => [200, { incident: incident(1, status) }],
          "PUT /incidents/Q1": () => ok(),
        }),
      );
      const snoozed = pager.responding.snooze("Q1", 60_000, ANA);
      if (status === "resolved") await assert.rejects(snoozed, fails("conflict", /^Already resolved\.$/));
      else assert.equal((await snoozed).id, "Q1");
      const methods = pager.asked.map(({ method }) => method).join(" ");
      assert.equal(methods, status === "resolved" ? "POST GET" : "POST GET PUT POST");
    }
  });

  it("reassigns to people or a policy", async () => {
    await using pager = await against(routes({ "PUT /incidents/Q1": () => ok() }));
    await pager.responding.reassign("Q1", { personIds: ["U1", "U2"] }, ANA);
    await pager.responding.reassign("Q1", { policyId: "E1" }, ANA);
    assert.deepEqual(pager.body(0).incident.assignments, [
      { assignee: { id: "U1", type: "user_reference" } },
      { assignee: { id: "U2", type: "user_reference" } },
    ]);
    assert.deepEqual(pager.body(1).incident, {
      type: "incident_reference",
      escalation_policy: { id: "E1", type: "escalation_policy_reference" },
    });
  });

  it("asks others for help in the actor's name", async () => {
    await using pager = await against(routes({ "POST /incidents/Q1/responder_requests": () => [200, {}] }));
    const targets = [
      { kind: "person", id: "U1" },
      { kind: "policy", id: "E1" },
    ] as const;
    await pager.responding.addResponders("Q1", targets, "Please help", "U9", ANA);
    assert.deepEqual(pager.body(0), {
      requester_id: "U9",
      message: "Please help",
      responder_request_targets: [
        { responder_request_target: { id: "U1", type: "user_reference" } },
        { responder_request_target: { id: "E1", type: "escalation_policy_reference" } },
      ],
    });
    assert.equal(pager.asked[0]?.headers.from, undefined);
  });

  it("says what to do where the plan lacks it", async () => {
    const lacking = {
      error: {
        code: 2014,
        message: "Required abilities are unavailable",
        errors: ["The coordinated_responding account ability is required"],
        missing_abilities: "coordinated_responding",
      },
    };
    await using pager = await against((_request, response) => json(response, 402, lacking));
    const { responding } = pager;
    const add = responding.addResponders("Q1", [{ kind: "person", id: "U1" }], "x", "U9", ANA);
    await assert.rejects(
      add,
      fails("forbidden", /plan cannot add responders \(it lacks coordinated_responding\)\.\nReassign the incident/),
    );
    await assert.rejects(
      responding.addStatusUpdate("Q1", "x", ANA),
      fails("forbidden", /status updates.*\nWrite a note/),
    );
    await assert.rejects(responding.addNote("Q1", "x", ANA), fails("forbidden", /owner can change the plan/));
  });

  it("merges into an open one, never into itself", async () => {
    let status = "triggered";
    await using pager = await against(
      routes({
        "GET /incidents/Q1": () => [200, { incident: incident(1, status) }],
        "PUT /incidents/Q1/merge": () => [200, { incident: { id: "Q1", type: "incident_reference" } }],
      }),
    );
    const merged = await pager.responding.merge(["Q2", "Q3", "Q2", "Q1"], "Q1", ANA);
    assert.equal(merged.title, "Problem 1");
    assert.deepEqual(pager.lines(), ["GET /incidents/Q1", "PUT /incidents/Q1/merge"]);
    assert.deepEqual(pager.body(1), {
      source_incidents: [
        { id: "Q2", type: "incident_reference" },
        { id: "Q3", type: "incident_reference" },
      ],
    });
    await assert.rejects(pager.responding.merge(["Q1"], "Q1", ANA), fails("usage", /into itself/));
    status = "resolved";
    await assert.rejects(
      pager.responding.merge(["Q2"], "Q1", ANA),
      fails("conflict", /already resolved: name an open/),
    );
    assert.equal(pager.asked.length, 3);
  });

  it("sets a priority by name, whatever its case, and takes it away", async () => {
    let priorities: object[] | undefined = [
      { id: "A", name: "P1", summary: "P1" },
      { id: "B", name: null, summary: "P2" },
    ];
    await using pager = await against(
      routes({
        "GET /priorities": () => (priorities ? [200, { priorities, more: false }] : [404, refusal(2100, "Not Found")]),
        "PUT /incidents/Q1": () => ok(),
      }),
    );
    const { responding } = pager;
    await responding.setPriority("Q1", " p2 ", ANA);
    assert.deepEqual(pager.body(1).incident.priority, { id: "B", type: "priority_reference" });
    await responding.setPriority("Q1", undefined, ANA);
    assert.equal(pager.body(2).incident.priority, null);
    await assert.rejects(responding.setPriority("Q1", "P9", ANA), fails("not_found", /There are: P1, P2\.$/));
    priorities = undefined;
    await assert.rejects(responding.setPriority("Q1", "P1", ANA), fails("not_found", /no priorities: an admin can/));
  });

  it("writes notes and status updates", async () => {
    await using pager = await against(
      routes({ "POST /incidents/Q1/notes": () => [200, {}], "POST /incidents/Q1/status_updates": () => [200, {}] }),
    );
    await pager.responding.addNote("Q1", "on it", ANA);
    await pager.responding.addStatusUpdate("Q1", "back soon", ANA);
    assert.deepEqual([pager.body(0), pager.body(1)], [{ note: { content: "on it" } }, { message: "back soon" }]);
    assert.ok(pager.asked.every(({ headers }) => headers.from === ANA.email));
  });
});
