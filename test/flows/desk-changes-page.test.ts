import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { NewIncident, Target } from "../../src/core/responding.ts";
import { failureOf, HOUR, openHouseOfDesks, START_MS } from "./desk-changes-kit.ts";

const chenOn = (schedule: string) => ({
  ...{ personId: "PCHEN", name: "Chen Wei", policy: "Payments", level: 1, schedule },
  ...{ fromMs: START_MS - HOUR, toMs: START_MS + HOUR },
});

type House = ReturnType<typeof openHouseOfDesks>;
const wishOf = ({ pager }: House): NewIncident =>
  JSON.parse(pager.calls.findLast((call) => call.startsWith("create "))?.replace(/^create | \S+$/g, "") ?? "null");
const target = async ({ desk }: House, words: string, kind: Target["kind"]): Promise<Target> =>
  desk().target(words, [kind]);

describe("a page", () => {
  it("to a service goes to its own policy, in the asker's name, and answers at once", async () => {
    const house = openHouseOfDesks();
    const paged = await house.desk().page(await target(house, "Refunds", "service"), "Refunds\nfail", "high");
    assert.deepEqual(wishOf(house), {
      key: "action:1",
      title: "Refunds fail",
      details: "Refunds\nfail\n\nPaged by ana from Slack.",
      serviceId: "PSV2",
      urgency: "high",
    });
    assert.match(house.pager.calls.at(-1) ?? "", / ana@example\.com$/);
    assert.deepEqual([paged.incident.number, paged.called], ["100", []]);
    assert.deepEqual(house.nudged, ["pagerduty"]);
  });

  it("to a policy is opened on a service of it that is at work", async () => {
    const house = openHouseOfDesks();
    await house.desk().page(await target(house, "Payments", "policy"), "x", "low");
    const { serviceId, policyId, personIds, urgency } = wishOf(house);
    assert.deepEqual([serviceId, policyId, personIds, urgency], ["PSV2", "PP1", undefined, "low"]);
  });

  it("to a schedule calls everybody who is on call in it now", async () => {
    const house = openHouseOfDesks();
    house.pager.turns.push(chenOn("Payments"), { ...chenOn("Payments"), level: 2 });
    house.pager.turns.push({ ...chenOn("Payments"), personId: "PBEN", name: "Ben Carter", fromMs: null, toMs: null });
    house.pager.turns.push({ ...chenOn("Weekends"), personId: "PANA", name: "Ana Souza" });
    const paged = await house.desk().page(await target(house, "Payments", "schedule"), "x", "high");
    assert.deepEqual(wishOf(house).personIds, ["PCHEN", "PBEN"]);
    assert.equal(wishOf(house).serviceId, "PSV2");
    assert.deepEqual(paged.called, ["Chen Wei", "Ben Carter"]);
  });

  it("to a schedule that nobody has now calls nobody and says whom else", async () => {
    const house = openHouseOfDesks();
    house.pager.turns.push({ ...chenOn("Weekends"), fromMs: START_MS + 1, toMs: START_MS + HOUR });
    const failure = await failureOf(house.desk().page(await target(house, "Weekends", "schedule"), "x", "high"));
    assert.equal(failure.code, "not_found");
    assert.match(failure.tell ?? "", /Nobody is on call in Weekends now\.\nIt belongs to "Search"/);
    assert.equal(house.pager.count("create"), 0);
  });

  it("to a person is opened on the configured service, by its name or id", async () => {
    for (const pageService of ["search api", "PSV3"]) {
      const house = openHouseOfDesks({ pageService });
      const paged = await house.desk().page(await target(house, "Ben Carter", "person"), "x", "high");
      assert.deepEqual([wishOf(house).serviceId, wishOf(house).personIds], ["PSV3", ["PBEN"]]);
      assert.deepEqual(paged.called, ["Ben Carter"]);
    }
  });

  it("to a person falls back on a service of a policy they are on call for", async () => {
    const house = openHouseOfDesks();
    house.pager.turns.push(chenOn("Payments"));
    await house.desk().page(await target(house, "Chen Wei", "person"), "x", "high");
    assert.equal(wishOf(house).serviceId, "PSV2");
    const failure = await failureOf(house.desk().page(await target(house, "Ben Carter", "person"), "x", "high"));
    assert.equal(failure.code, "config");
    assert.match(failure.tell ?? "", /Nobody was paged.*\n.*PAGERDUTY_PAGE_SERVICE/);
  });

  it("tells a configured service that is not there", async () => {
    const house = openHouseOfDesks({ pageService: "Nowhere" });
    const failure = await failureOf(house.desk().page(await target(house, "Ben Carter", "person"), "x", "high"));
    assert.deepEqual([failure.code, house.pager.count("create")], ["config", 0]);
  });

  it("to a service that is switched off calls nobody", async () => {
    const house = openHouseOfDesks();
    const failure = await failureOf(house.desk().page(await target(house, "Checkout (old)", "service"), "x", "high"));
    assert.match(failure.tell ?? "", /^Nobody was paged: Checkout \(old\) is switched off/);
  });

  it("that is tried again calls nobody twice", async () => {
    const house = openHouseOfDesks();
    const refunds = await target(house, "Refunds", "service");
    house.pager.fail("create", new Failure("timeout", "PagerDuty: no answer"), true);
    await failureOf(house.desk().page(refunds, "x", "high"));
    const paged = await house.desk("ana", { actionId: "action:1", again: true }).page(refunds, "x", "high");
    assert.equal(paged.incident.number, "100");
    assert.equal(house.pager.incidents.size, 1);
    await house.desk("ana", { actionId: "action:2" }).page(refunds, "x", "high");
    assert.equal(house.pager.incidents.size, 2);
  });

  it("is asked for once more where the connection broke, and a doubt is told", async () => {
    const house = openHouseOfDesks();
    const refunds = await target(house, "Refunds", "service");
    const broken = () => new Failure("upstream", "PagerDuty: 502", { tell: "PagerDuty has trouble.\nAgain." });
    house.pager.fail("create", broken(), true);
    assert.equal((await house.desk().page(refunds, "x", "high")).incident.number, "100");
    assert.deepEqual([house.pager.incidents.size, house.pager.count("create")], [1, 2]);
    house.pager.fail("create", broken());
    house.pager.fail("create", broken());
    const failure = await failureOf(house.desk("ana", { actionId: "action:2" }).page(refunds, "x", "high"));
    assert.match(failure.tell ?? "", /^I cannot say whether Refunds was paged: PagerDuty has trouble\.\nCall them/);
    house.pager.fail("create", new Failure("rejected", "no", { tell: "PagerDuty refused." }));
    const refused = await failureOf(house.desk("ana", { actionId: "action:3" }).page(refunds, "x", "high"));
    assert.equal(refused.tell, "PagerDuty refused.");
    assert.equal(house.pager.count("create"), 5);
  });

  it("is short on a phone and whole in its details", async () => {
    const house = openHouseOfDesks();
    const long = "checkout ".repeat(60).trim();
    await house.desk().page(await target(house, "Refunds", "service"), long, "high");
    const { title, details } = wishOf(house);
    assert.ok(title.length <= 250 && title.endsWith("…"), title);
    assert.ok(details.startsWith(long));
  });
});
