import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { type Failure, toFailure } from "../../src/core/failure.ts";
import { ANA, against, fails, incident, refusal } from "./pagerduty-responding-kit.ts";
import { type Handler, json } from "./pagerduty-setup.ts";

type Status = "triggered" | "acknowledged" | "resolved";

/** An account that refuses a whole bulk because of one, without saying which. */
const account = (
  states: Record<string, Status>,
  rules: { refuse?: (id: string) => number | undefined } = {},
): Handler => {
  const codeFor = (id: string, status: unknown): number | undefined => {
    const now = states[id];
    if (now === undefined) return 1004;
    if (rules.refuse?.(id)) return rules.refuse(id);
    if (now === "resolved" && status === "resolved") return 1001;
    if (now === "acknowledged" && status === "acknowledged") return 1002;
    return undefined;
  };
  const show = (id: string) => incident(Number(id.slice(1)), states[id]);
  return async (request, response) => {
    const url = new URL(request.url ?? "", "http://x");
    const body = bodies.get(request) ?? "";
    const [, , id] = url.pathname.split("/");
    if (request.method === "GET" && id)
      return json(response, states[id] ? 200 : 404, states[id] ? { incident: show(id) } : refusal(2100, "Not Found"));
    if (request.method === "GET") {
      const open = Object.keys(states).filter((one) => states[one] !== "resolved");
      return json(response, 200, { incidents: open.map(show), more: false });
    }
    const parsed = JSON.parse(body);
    const changes: { id: string; status: Status }[] = id ? [{ ...parsed.incident, id }] : parsed.incidents;
    const code = changes.map((one) => codeFor(one.id, one.status)).find((one) => one !== undefined);
    if (code !== undefined) return json(response, code === 2010 ? 403 : 400, refusal(code, "No"));
    for (const one of changes) states[one.id] = one.status;
    const shown = changes.map((one) => show(one.id));
    json(response, 200, id ? { incident: shown[0] } : { incidents: shown });
  };
};
const bodies = new WeakMap<object, string>();

/** `serve` reads the body before it calls the handler, so it is handed on. */
const world = async (states: Record<string, Status>, rules = {}) => {
  const pager: Awaited<ReturnType<typeof against>> = await against((request, response, nth) => {
    bodies.set(request, pager.asked[nth - 1]?.body ?? "");
    return account(states, rules)(request, response, nth);
  });
  const told: string[] = [];
  const refused = (id: string, why: Failure) => void told.push(`${id} ${why.code}: ${why.tell}`);
  return { ...pager, states, told, refused };
};

const many = (count: number, status: Status = "triggered") =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`Q${index + 1}`, status]));

describe("several incidents of PagerDuty, set at once", () => {
  it("are resolved in one call", async () => {
    await using pager = await world(many(20));
    const done = await pager.responding.setStatus(Object.keys(pager.states), "resolved", ANA, pager.refused);
    assert.equal(done.length, 20);
    assert.deepEqual(pager.lines(), ["PUT /incidents"]);
    assert.equal(pager.asked[0]?.headers.from, ANA.email);
    assert.deepEqual(pager.body(0).incidents[0], { id: "Q1", type: "incident_reference", status: "resolved" });
    assert.deepEqual(pager.told, []);
  });

  it("are 250 a call at most", async () => {
    await using pager = await world(many(251));
    const done = await pager.responding.setStatus(Object.keys(pager.states), "resolved", ANA);
    assert.equal(done.length, 251);
    assert.deepEqual(
      [0, 1].map((nth) => pager.body(nth).incidents.length),
      [250, 1],
    );
  });

  it("are acknowledged without opening again what is resolved", async () => {
    const states = { ...many(8), Q3: "resolved", Q5: "acknowledged" } as const;
    await using pager = await world({ ...states });
    const done = await pager.responding.setStatus(Object.keys(states), "acknowledged", ANA, pager.refused);
    assert.deepEqual(
      done.map(({ id }) => id),
      ["Q1", "Q2", "Q4", "Q6", "Q7", "Q8"],
    );
    assert.deepEqual(pager.told.toSorted(), ["Q3 conflict: Already resolved.", "Q5 conflict: Already acknowledged."]);
    assert.equal(pager.states.Q3, "resolved");
    assert.deepEqual(pager.lines(), ["GET /incidents", "GET /incidents/Q3", "PUT /incidents"]);
  });

  it("do the rest when one is so already, and say which", async () => {
    await using pager = await world({ ...many(8), Q2: "resolved" });
    const ids = [...Object.keys(pager.states), "Q99", "Q1"];
    const done = await pager.responding.setStatus(ids, "resolved", ANA, pager.refused);
    assert.equal(done.length, 7);
    assert.deepEqual(pager.told.toSorted(), [
      "Q2 conflict: Already resolved.",
      "Q99 not_found: PagerDuty does not know this incident.",
    ]);
    assert.equal(pager.lines().filter((line) => line.startsWith("PUT")).length, 2);
    assert.ok(Object.values(pager.states).every((status) => status === "resolved"));
  });

  it("are tried one by one when nothing tells whose fault it is", async () => {
    await using pager = await world(many(3), { refuse: (id: string) => (id === "Q2" ? 2010 : undefined) });
    const done = await pager.responding.setStatus(["Q1", "Q2", "Q3"], "resolved", ANA, pager.refused);
    assert.deepEqual(
      done.map(({ id }) => id),
      ["Q1", "Q3"],
    );
    assert.match(pager.told.join(), /^Q2 forbidden: PagerDuty does not let ana@acme\.example change this incident/);
    assert.equal(pager.states.Q2, "triggered");
  });

  it("leave out silently whoever is not asked about, and fail when none is left", async () => {
    await using pager = await world({ Q1: "resolved", Q2: "resolved", Q3: "triggered" });
    const { responding } = pager;
    assert.equal((await responding.setStatus(["Q1", "Q2", "Q3"], "acknowledged", ANA)).length, 1);
    await assert.rejects(
      responding.setStatus(["Q1", "Q2"], "acknowledged", ANA),
      fails("conflict", /Already resolved/),
    );
    assert.deepEqual(await responding.setStatus([], "resolved", ANA), []);
  });

  it("fail together when it is about all of them", async () => {
    for (const [status, error, code, tell] of [
      [429, refusal(2020, "Rate Limit Exceeded"), "rate_limited", /slow down/],
      [401, refusal(2006, "no"), "credentials", /PAGERDUTY_TOKEN/],
      [400, refusal(1008, "Requester User Not Found"), "forbidden", /link me as/],
      [500, {}, "upstream", /try again/],
    ] as const) {
      await using pager = await against((_request, response) => json(response, status, error));
      await assert.rejects(pager.responding.setStatus(["Q1", "Q2"], "resolved", ANA, assert.fail), fails(code, tell));
      assert.equal(pager.asked.length, 1);
    }
  });

  it("say who changed under our hands", async () => {
    await using pager = await against((_request, response) =>
      json(response, 200, { incidents: [incident(1, "resolved"), incident(2, "triggered")] }),
    );
    const told: string[] = [];
    const done = await pager.responding.setStatus(["Q1", "Q2", "Q3"], "resolved", ANA, (id) => told.push(id));
    assert.deepEqual(
      done.map(({ id }) => id),
      ["Q1"],
    );
    assert.deepEqual(told, ["Q2", "Q3"]);
  });
});

describe("one incident of PagerDuty, set", () => {
  it("throws what is wrong with it, or tells who listens", async () => {
    await using pager = await world({ Q1: "resolved" });
    const { responding, refused, told } = pager;
    await assert.rejects(responding.setStatus(["Q1"], "resolved", ANA), fails("conflict", /^Already resolved\.$/));
    await assert.rejects(responding.setStatus(["Q1"], "acknowledged", ANA), fails("conflict", /^Already resolved\.$/));
    assert.deepEqual(await responding.setStatus(["Q1", "Q1"], "acknowledged", ANA, refused), []);
    assert.deepEqual(told, ["Q1 conflict: Already resolved."]);
    assert.equal(pager.states.Q1, "resolved");
  });

  it("takes an ack back and opens again", async () => {
    await using pager = await world({ Q1: "acknowledged", Q2: "resolved" });
    const [first] = await pager.responding.setStatus(["Q1"], "triggered", ANA);
    assert.equal(first?.status, "triggered");
    const [second] = await pager.responding.setStatus(["Q2"], "triggered", ANA);
    assert.equal(second?.status, "triggered");
    assert.deepEqual(pager.body(1), { incident: { type: "incident_reference", status: "triggered" } });
  });

  it("is not read again when it was read right before, and is the next time", async () => {
    await using pager = await world({ Q1: "triggered", ...many(8) });
    const { responding, states } = pager;
    await responding.read("Q1");
    await responding.setStatus(["Q1"], "acknowledged", ANA);
    assert.deepEqual(pager.lines(), ["GET /incidents/Q1", "PUT /incidents/Q1"]);
    await responding.list({});
    states.Q1 = "resolved";
    await assert.rejects(responding.setStatus(["Q1"], "acknowledged", ANA), fails("conflict", /acknowledged/));
    await assert.rejects(responding.setStatus(["Q1"], "acknowledged", ANA), fails("conflict", /^Already resolved\.$/));
    await responding.list({});
    await responding.setStatus(["Q7", "Q8"], "resolved", ANA);
    // What they were before the change is not what they are.
    await assert.rejects(responding.setStatus(["Q7", "Q8"], "acknowledged", ANA), fails("conflict", /resolved/));
    await responding.setStatus(["Q2", "Q3", "Q4"], "acknowledged", ANA);
    const lines = ["GET /incidents", "GET /incidents/Q1", "GET /incidents", "PUT /incidents"];
    assert.deepEqual(pager.lines().slice(2), [...lines, "GET /incidents/Q7", "GET /incidents/Q8", "PUT /incidents"]);
  });

  it("fails as a whole where it is not its own fault, whoever listens", async () => {
    await using pager = await against((_request, response) => json(response, 503, {}));
    const error = await pager.responding.setStatus(["Q1"], "resolved", ANA, assert.fail).catch(toFailure);
    assert.equal(Reflect.get(error, "code"), "upstream");
  });
});
