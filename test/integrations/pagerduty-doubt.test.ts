import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { toFailure } from "../../src/core/failure.ts";
import { ANA, against, incident, refusal, routes } from "./pagerduty-responding-kit.ts";
import { connectTo, type Handler, json } from "./pagerduty-setup.ts";

/** Whether a note is in doubt when PagerDuty does this to it. */
const doubtOf = async (handler: Handler): Promise<boolean> => {
  await using pager = await against(handler);
  const failure = await pager.responding.addNote("Q1", "x", ANA).then(() => undefined, toFailure);
  return failure?.doubt ?? assert.fail("it was taken");
};

const answering =
  (status: number, body: unknown): Handler =>
  (_request, response) =>
    json(response, status, body);

describe("whether PagerDuty did it", () => {
  it("is in doubt when the answer got lost or says nothing of it", async () => {
    assert.equal(await doubtOf(answering(500, refusal(2000, "Internal Error"))), true);
    assert.equal(await doubtOf(answering(503, "gone")), true);
    assert.equal(await doubtOf(answering(408, refusal(2016, "Timeout"))), true);
    assert.equal(await doubtOf((request) => void request.socket.destroy()), true);
  });

  it("is certain when it was refused, put off or never arrived", async () => {
    assert.equal(await doubtOf(answering(400, refusal(1001, "Already Resolved"))), false);
    assert.equal(await doubtOf(answering(429, refusal(2020, "Rate Limit Exceeded"))), false);
    const nowhere = connectTo("http://127.0.0.1:9", undefined, { clock: () => 0 });
    const failure = await nowhere.responding.addNote("Q1", "x", ANA).then(() => undefined, toFailure);
    nowhere.stop();
    assert.deepEqual([failure?.code, failure?.doubt], ["unavailable", false]);
  });

  it("is no question of what was only read", async () => {
    await using pager = await against(routes({ "GET /incidents/Q1": () => [500, { incident: incident(1) }] }));
    const failure = await pager.responding.read("Q1").then(() => undefined, toFailure);
    assert.deepEqual([failure?.code, failure?.doubt], ["upstream", false]);
  });
});
