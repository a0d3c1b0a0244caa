import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { against, fails, incident, NOW_MS, refusal, routes } from "./pagerduty-responding-kit.ts";
import { json } from "./pagerduty-setup.ts";

const DAY_MS = 86_400_000;
const queryAsked = (url: string | undefined) => {
  const query = new URL(url ?? "", "http://x").searchParams;
  query.delete("limit");
  query.delete("offset");
  return [...query].map(([name, value]) => `${name}=${value}`).join(" ");
};

describe("incidents of PagerDuty, listed", () => {
  it("are all pages of the open ones, newest first, each once", async () => {
    await using pager = await against((request, response) => {
      const offset = Number(new URL(request.url ?? "", "http://x").searchParams.get("offset"));
      const incidents = Array.from({ length: 100 }, (_, index) => incident(offset + index + 1 - (offset > 0 ? 1 : 0)));
      json(response, 200, { incidents, more: offset < 200 });
    });
    const { incidents, complete } = await pager.responding.list({});
    assert.equal(complete, true);
    assert.deepEqual(
      incidents.map(({ number }) => Number(number)),
      [
        ...Array.from({ length: 100 }, (_, index) => index + 1),
        ...Array.from({ length: 199 }, (_, index) => index + 101),
      ],
    );
    assert.equal(
      queryAsked(pager.asked[0]?.url),
      "statuses[]=triggered statuses[]=acknowledged date_range=all sort_by=created_at:desc",
    );
    assert.deepEqual(pager.waits, []);
  });

  it("may be chosen, and resolved ones have a beginning", async () => {
    await using pager = await against((_request, response) => json(response, 200, { incidents: [], more: false }));
    const { responding, asked } = pager;
    await responding.list({ personIds: ["P1", "P2"], serviceIds: ["S"], statuses: ["triggered"] });
    await responding.list({ statuses: ["resolved"], sinceMs: NOW_MS - DAY_MS });
    await responding.list({ statuses: ["resolved"] });
    await responding.list({ statuses: ["resolved"], sinceMs: NOW_MS - 300 * DAY_MS });
    await responding.list({ statuses: [], sinceMs: NOW_MS - DAY_MS });
    const until = "until=2026-11-21T09:31:00.000Z sort_by=created_at:desc";
    assert.deepEqual(
      asked.map(({ url }) => queryAsked(url)),
      [
        "statuses[]=triggered user_ids[]=P1 user_ids[]=P2 service_ids[]=S date_range=all sort_by=created_at:desc",
        `statuses[]=resolved since=2026-11-20T09:30:00.000Z ${until}`,
        `statuses[]=resolved since=2026-10-22T09:30:00.000Z ${until}`,
        "statuses[]=resolved date_range=all sort_by=created_at:desc",
        `statuses[]=triggered statuses[]=acknowledged since=2026-11-20T09:30:00.000Z ${until}`,
      ],
    );
  });

  it("of nobody are none, without a call", async () => {
    await using pager = await against((_request, response) => json(response, 500, {}));
    assert.deepEqual(await pager.responding.list({ personIds: [] }), { incidents: [], complete: true });
    assert.equal(pager.asked.length, 0);
  });

  it("end where they are older than asked for", async () => {
    await using pager = await against((request, response) => {
      const offset = Number(new URL(request.url ?? "", "http://x").searchParams.get("offset"));
      const incidents = Array.from({ length: 100 }, (_, index) => incident((offset + index) * 3000));
      json(response, 200, { incidents, more: true });
    });
    const sinceMs = NOW_MS - 200 * DAY_MS;
    const { incidents, complete } = await pager.responding.list({ statuses: ["resolved"], sinceMs });
    assert.equal(incidents.length, 97);
    assert.equal(complete, true);
    assert.equal(pager.asked.length, 1);
  });

  it("say so where PagerDuty lets nobody page further", async () => {
    await using pager = await against((request, response) => {
      const offset = Number(new URL(request.url ?? "", "http://x").searchParams.get("offset"));
      json(response, 200, { incidents: [incident(offset + 1)], more: true });
    });
    const { incidents, complete } = await pager.responding.list({});
    assert.equal(complete, false);
    assert.equal(incidents.length, 100);
  });

  it("are asked for once: whoever waits hears of trouble at once", async () => {
    for (const [status, code, tell] of [
      [429, "rate_limited", /slow down/],
      [500, "upstream", /try again/],
      [401, "credentials", /PAGERDUTY_TOKEN/],
      [402, "forbidden", /plan does not include/],
    ] as const) {
      await using pager = await against((_request, response) => json(response, status, {}));
      await assert.rejects(pager.responding.list({}), fails(code, tell));
      assert.equal(pager.asked.length, 1);
    }
  });
});

describe("an incident of PagerDuty, read", () => {
  const mark = (id: string, summary: string) => ({ id, type: "user_reference", summary });
  const at = "2026-11-21T09:00:00Z";
  const whole = incident(12, "acknowledged", {
    priority: { id: "PR2", summary: "P2" },
    teams: [mark("T1", "Core"), null, { id: "T2" }],
    assignments: [{ at, assignee: mark("U1", "Ana") }],
    acknowledgements: [
      { at, acknowledger: mark("U1", "Ana") },
      { at: "2026-11-21T09:05:00Z", acknowledger: mark("U1", "Ana") },
      { at, acknowledger: mark("U2", "Ben") },
    ],
    pending_actions: [
      { type: "escalate", at: "2026-11-21T10:00:00Z" },
      { type: "unacknowledge", at: "2026-11-21T11:00:00Z" },
    ],
    last_status_change_at: at,
  });

  it("by number or id takes one call, and has people once each", async () => {
    await using pager = await against(routes({ "GET /incidents/12": () => [200, { incident: whole }] }));
    assert.deepEqual(await pager.responding.read("12"), {
      id: "Q12",
      number: "12",
      title: "Problem 12",
      url: "https://acme.pagerduty.com/incidents/Q12",
      status: "acknowledged",
      urgency: "high",
      priority: "P2",
      service: { id: "PSVC", name: "Search", url: undefined },
      policy: { id: "PPOL", name: "Payments", url: undefined },
      assigned: [{ id: "U1", name: "Ana", url: undefined }],
      ackedBy: [
        { id: "U1", name: "Ana", url: undefined },
        { id: "U2", name: "Ben", url: undefined },
      ],
      teams: ["Core"],
      openedAtMs: NOW_MS - 12 * 60_000,
      changedAtMs: Date.parse(at),
      snoozedUntilMs: Date.parse("2026-11-21T11:00:00Z"),
    });
    assert.equal(pager.asked.length, 1);
  });

  it("may lack nearly everything", async () => {
    const bare = { id: "Q1", status: "resolved", created_at: at, summary: "[#7] Old", title: null, assignments: null };
    const odd = { ...bare, acknowledgements: "none", pending_actions: [{ type: "unacknowledge", at }, 3], service: 5 };
    await using pager = await against(routes({ "GET /incidents/7": () => [200, { incident: odd }] }));
    const read = await pager.responding.read("7");
    assert.equal(read.title, "Old");
    assert.equal(read.number, "");
    assert.deepEqual([read.assigned, read.ackedBy, read.teams], [[], [], []]);
    assert.equal(read.service, undefined);
    assert.equal(read.snoozedUntilMs, undefined, "no snooze outlives the incident");
  });

  it("that is unknown, or no incident at all", async () => {
    await using pager = await against(routes({}));
    await assert.rejects(pager.responding.read("999"), fails("not_found", /^PagerDuty does not know this incident\.$/));
    await assert.rejects(pager.responding.read("../users"), fails("not_found", /does not know/));
    assert.equal(pager.asked[1]?.url, "/incidents/..%2Fusers");
  });

  it("has notes in order of time, whoever wrote them", async () => {
    const notes = [
      { id: "N2", content: "second", created_at: "2026-11-21T09:10:00Z", user: null, channel: { summary: "A bot" } },
      { id: "N1", content: "first", created_at: "2026-11-21T09:00:00Z", user: { id: "U", summary: "Ana" } },
    ];
    await using pager = await against(routes({ "GET /incidents/Q12/notes": () => [200, { notes }] }));
    assert.deepEqual(await pager.responding.notes("Q12"), [
      { atMs: Date.parse("2026-11-21T09:00:00Z"), by: "Ana", text: "first" },
      { atMs: Date.parse("2026-11-21T09:10:00Z"), by: "A bot", text: "second" },
    ]);
  });

  it("answers a refusal in PagerDuty's own words where there are no better", async () => {
    const handler = routes({
      "POST /incidents/Q1/notes": () => [400, refusal(2001, "Invalid Input", "Content is odd")],
    });
    await using pager = await against(handler);
    const actor = { email: "ana@acme.example", name: "Ana" };
    await assert.rejects(pager.responding.addNote("Q1", "x", actor), fails("rejected", /refused it: Content is odd/));
  });
});
