import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { card, failureOf, HOUR, here, incident, openHouseOfDesks, ref, START_MS } from "./desk-changes-kit.ts";

const AGAIN = { actionId: "action:1", again: true };
const slow = (): Failure => new Failure("timeout", "PagerDuty: no answer");

describe("the status of incidents", () => {
  it("is set in one call, in the asker's name, and the rest is told apart", async () => {
    const { pager, desk, nudged } = openHouseOfDesks();
    pager.add(incident("12"), incident("13", { status: "resolved" }), incident("14"));
    const handled = await desk().setStatus([ref("12"), ref("13"), ref("99")], "resolved");
    assert.deepEqual(
      handled.map(({ ref: of, incidentId, tell }) => [of, incidentId, tell]),
      [
        ["#12", "pagerduty:Q12", undefined],
        ["#13", "pagerduty:Q13", "already resolved"],
        ["#99", "?:#99", "PagerDuty knows no incident 99."],
      ],
    );
    assert.deepEqual(
      pager.calls.filter((call) => call.startsWith("setStatus")),
      ["setStatus Q12 resolved ana@example.com"],
    );
    assert.deepEqual(nudged, ["pagerduty"]);
  });

  it("of many is one list, one change, and a look at those that are not open", async () => {
    const { pager, desk } = openHouseOfDesks();
    const many = Array.from({ length: 40 }, (_, at) => incident(String(100 + at)));
    pager.add(...many, incident("7", { status: "resolved" }));
    const handled = await desk().setStatus([...many.map(({ number }) => ref(number)), ref("7")], "acknowledged");
    assert.equal(handled.filter(({ tell }) => tell === undefined).length, 40);
    assert.equal(handled.at(-1)?.tell, "already resolved");
    assert.deepEqual([pager.count("list"), pager.count("read"), pager.count("setStatus")], [1, 1, 1]);
  });

  it("is told apart for each, where the pager refuses some", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"), incident("13"));
    pager.fail("setStatus", new Failure("conflict", "changed", { tell: "It changed in the meantime." }));
    const handled = await desk().setStatus([ref("12"), ref("13")], "resolved");
    assert.deepEqual(
      handled.map(({ tell }) => tell),
      ["It changed in the meantime.", undefined],
    );
    assert.equal(pager.incidents.get("Q13")?.status, "resolved");
  });

  it("once said by number and by id is changed once", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"));
    assert.equal((await desk().setStatus([ref("12"), ref("Q12")], "resolved")).length, 1);
    assert.ok(pager.calls.includes("setStatus Q12 resolved ana@example.com"));
  });

  it("that was acked by somebody says by whom; a resolved one is not acked", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(
      incident("12", { status: "acknowledged", ackedBy: [{ id: "PBEN", name: "Ben Carter" }] }),
      incident("13", { status: "resolved" }),
    );
    const handled = await desk().setStatus([ref("12"), ref("13")], "acknowledged");
    assert.deepEqual(
      handled.map(({ tell }) => tell),
      ["already acked by Ben Carter", "already resolved"],
    );
    assert.equal(pager.count("setStatus"), 0);
  });

  it("is only taken back from what it was", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12", { status: "acknowledged" }), incident("13", { status: "resolved" }), incident("14"));
    const refs = [ref("12"), ref("13"), ref("14")];
    const unacked = await desk().setStatus(refs, "triggered", "acknowledged");
    assert.deepEqual(
      unacked.map(({ tell }) => tell),
      [undefined, 'already resolved; "reopen" opens it again', "already open, and nobody has acked it"],
    );
    const reopened = await desk().setStatus([ref("12"), ref("13")], "triggered", "resolved");
    assert.deepEqual(
      reopened.map(({ tell }) => tell),
      ["already open, and nobody has acked it", undefined],
    );
  });

  it("that an earlier try has set already is done", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"), incident("13"));
    pager.fail("setStatus", slow(), true);
    const refs = [ref("12"), ref("13")];
    assert.equal((await failureOf(desk().setStatus(refs, "resolved"))).retry, true);
    const handled = await desk("ana", AGAIN).setStatus(refs, "resolved");
    assert.deepEqual(
      handled.map(({ tell }) => tell),
      [undefined, undefined],
    );
    assert.equal(pager.count("setStatus"), 1);
  });

  it("is not for whom the pager does not know", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"));
    const failure = await failureOf(desk("stranger").setStatus([ref("12")], "resolved"));
    assert.equal(failure.code, "forbidden");
    assert.match(failure.tell ?? "", /link me as/);
    assert.equal(pager.count("setStatus"), 0);
  });

  it("that changed between the look and the change is told, unless an earlier try did it", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"));
    const changed = () => new Failure("conflict", "changed", { tell: "It changed in the meantime.\nLook again." });
    pager.fail("setStatus", changed());
    assert.equal((await desk().setStatus([ref("12")], "resolved"))[0]?.tell, "It changed in the meantime.");
    pager.fail("setStatus", changed());
    assert.equal((await desk("ana", AGAIN).setStatus([ref("12")], "resolved"))[0]?.tell, undefined);
  });

  it("of many is looked up one by one where the list is an old one", async () => {
    const { pager, desk } = openHouseOfDesks();
    const many = ["12", "13", "14", "15"];
    pager.add(...many.map((number) => incident(number)));
    await desk().incidents({});
    pager.incidents.set("Q12", incident("12", { status: "resolved" }));
    pager.fail("list", slow());
    const handled = await desk().setStatus(many.map(ref), "acknowledged");
    assert.equal(pager.count("read"), 4);
    assert.equal(handled[0]?.tell, "already resolved");
  });

  it("of one alone throws what is wrong", async () => {
    const { pager, desk } = openHouseOfDesks();
    assert.equal((await failureOf(desk().setStatus([ref("99")], "resolved"))).code, "not_found");
    assert.equal((await failureOf(desk().setStatus([here], "resolved"))).code, "usage");
    pager.add(incident("12"));
    pager.fail("setStatus", new Failure("forbidden", "no", { tell: "PagerDuty does not let you." }));
    assert.equal((await failureOf(desk().setStatus([ref("12")], "resolved"))).code, "forbidden");
  });
});

describe("that one", () => {
  it("below a card of the pager is the pager's incident", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"));
    const [one] = await desk("ana", {}, card("pagerduty", "Q12")).setStatus([here], "acknowledged");
    assert.deepEqual([one?.ref, one?.tell, one?.incidentId], ["#12", undefined, "pagerduty:Q12"]);
  });

  it("below another card is handled here, also by whom the pager does not know", async () => {
    const { pager, desk, handled, onHandleHere } = openHouseOfDesks();
    const stranger = desk("stranger", {}, card("nagios", "web1"));
    const [one] = await stranger.setStatus([here], "resolved");
    assert.deepEqual([one?.ref, one?.title, one?.tell], ["This one", "Disk full", undefined]);
    assert.deepEqual(handled, ["nagios:web1 resolve zoe"]);
    assert.equal(pager.calls.length, 0);
    assert.match((await stranger.setStatus([here], "triggered"))[0]?.tell ?? "", /only incidents of PagerDuty/);
    onHandleHere(async () => {
      throw new Failure("conflict", "over", { tell: "That is over already." });
    });
    assert.equal((await stranger.setStatus([here], "acknowledged"))[0]?.tell, "That is over already.");
    onHandleHere(async () => {
      throw new Failure("not_found", "no orders", { tell: "Use its own page." });
    });
    assert.equal((await failureOf(stranger.setStatus([here], "acknowledged"))).tell, "Use its own page.");
  });
});

describe("one incident", () => {
  it("is snoozed, given away and merged in the asker's name", async () => {
    const { pager, desk, nudged } = openHouseOfDesks();
    pager.add(incident("12"), incident("13"));
    assert.equal((await desk().snooze(ref("12"), 2 * HOUR)).snoozedUntilMs, START_MS + 2 * HOUR);
    const ben = await desk().target("ben", ["person"]);
    const chen = await desk().target("chen", ["person"]);
    const given = await desk().reassign(ref("12"), ben, [chen, ben]);
    assert.deepEqual(
      given.assigned.map(({ name }) => name),
      ["Ben Carter", "Chen Wei"],
    );
    await desk().merge([ref("13"), ref("Q13")], ref("12"));
    assert.deepEqual(pager.calls.slice(-1), ["merge Q13 Q12"]);
    assert.equal((await failureOf(desk().merge([ref("12")], ref("Q12")))).code, "usage");
    assert.ok(nudged.length >= 3);
  });

  it("goes to a policy alone, or to whoever is on call in a schedule", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"));
    pager.turns.push({
      ...{ personId: "PCHEN", name: "Chen Wei", policy: "Payments", level: 1, schedule: "Payments" },
      ...{ fromMs: null, toMs: null },
    });
    const policy = await desk().target("Search", ["policy"]);
    const schedule = await desk().target("Payments", ["schedule"]);
    await desk().reassign(ref("12"), policy);
    await desk().reassign(ref("12"), schedule);
    assert.deepEqual(
      pager.calls.filter((call) => call.startsWith("reassign")),
      ['reassign Q12 {"policyId":"PP2"}', 'reassign Q12 {"personIds":["PCHEN"]}'],
    );
    assert.match((await failureOf(desk().reassign(ref("12"), schedule, [policy]))).tell ?? "", /one escalation policy/);
  });

  it("is escalated once, however often it is tried", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"));
    pager.fail("escalate", slow(), true);
    await failureOf(desk().escalate(ref("12")));
    const after = await desk("ana", AGAIN).escalate(ref("12"));
    assert.deepEqual([pager.count("escalate"), after.assigned[0]?.name], [1, "Level 2"]);
    await desk("ana", { actionId: "action:2" }).escalate(ref("12"));
    assert.equal(pager.incidents.get("Q12")?.assigned[0]?.name, "Level 3");
    pager.fail("escalate", slow());
    await failureOf(desk("ana", { actionId: "action:3" }).escalate(ref("12")));
    await desk("ana", { actionId: "action:3", again: true }).escalate(ref("12"));
    assert.equal(pager.incidents.get("Q12")?.assigned[0]?.name, "Level 4");
  });

  it("gets a note once, as it was typed", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"));
    pager.fail("addNote", slow(), true);
    const text = "Done?  “Yes”\nit is";
    await failureOf(desk().addNote(ref("12"), text));
    await desk("ana", AGAIN).addNote(ref("12"), text);
    await desk("ana", { actionId: "action:2" }).addNote(ref("12"), text);
    assert.deepEqual(
      pager.notes.get("Q12")?.map((note) => note.text),
      [text, text],
    );
  });

  it("asks for help under the asker's id, with words even where none were said", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"));
    const ben = await desk().target("ben", ["person"]);
    await desk().addResponder(ref("12"), ben, "look at the database");
    await desk().addResponder(ref("12"), ben, undefined);
    assert.deepEqual(
      pager.calls.filter((call) => call.startsWith("addResponders")),
      [
        "addResponders Q12 person:PBEN PANA look at the database",
        'addResponders Q12 person:PBEN PANA ana asks for your help with "Trouble 12".',
      ],
    );
  });

  it("that is so already is what a second try wanted, and news to a first one", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"), incident("13"));
    pager.fail("merge", slow(), true);
    await failureOf(desk().merge([ref("13")], ref("12")));
    assert.equal((await failureOf(desk().merge([ref("13")], ref("12")))).code, "conflict");
    assert.equal((await desk("ana", AGAIN).merge([ref("13")], ref("12"))).id, "Q12");
  });

  it("has a priority and a status update", async () => {
    const { pager, desk } = openHouseOfDesks();
    pager.add(incident("12"));
    assert.equal((await desk().setPriority(ref("12"), "P2")).priority, "P2");
    assert.equal((await desk().setPriority(ref("12"), undefined)).priority, undefined);
    assert.equal((await desk().addStatusUpdate(ref("12"), "all is well")).id, "Q12");
    assert.ok(pager.calls.includes("addStatusUpdate Q12 all is well"));
  });
});

describe("forgetting", () => {
  it("says whether there was anything to forget, also on a second try", async () => {
    const { desk } = openHouseOfDesks();
    assert.equal(await desk().forget(), true);
    assert.equal(await desk().forget(), false);
    assert.equal(await desk("ana", AGAIN).forget(), true);
  });
});
