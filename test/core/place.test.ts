import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import { applyMember, MOST_MEMBERS } from "../../src/core/group-apply.ts";
import type { Incident } from "../../src/core/incident.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";
import { placeAlert, saidAgain } from "../../src/core/place.ts";
import type { Gathering } from "../../src/core/rules.ts";
import { alert, createRandom, shuffled } from "./alerts-made.ts";

const MIN = 60_000;
const RULES: Gathering = { groupWindowMs: 60 * MIN, freshAfterMs: 15 * MIN };
const GROUP: Gathering = { ...RULES, group: { key: "g", title: "Disks" } };

/** A world of one source: what a store keeps, without one. */
const createWorld = (gathering: Gathering = RULES) => {
  const incidents = new Map<string, Incident>();
  const pointers = new Map<string, string>();
  const current = (key: string) => incidents.get(pointers.get(key) ?? `prometheus:${key}`);
  return {
    incidents,
    current,
    /** Applies one and answers the incident's id and the change. */
    tell(one: Alert): readonly [string, string] {
      const placed = placeAlert(one, gathering, current);
      const was = incidents.get(placed.incidentId);
      const shares = placed.alert.member !== undefined || was?.members !== undefined;
      const { incident, change } = shares ? applyMember(was, placed.alert, "Disks") : applyAlert(was, placed.alert);
      incidents.set(placed.incidentId, { ...incident, id: placed.incidentId });
      for (const key of placed.keys) pointers.set(key, placed.incidentId);
      return [placed.incidentId, change];
    },
  };
};

const host = (name: string, state: Alert["state"], atMs: number, more: Partial<Alert> = {}): Alert =>
  alert(state, atMs, { key: name, title: `${name} is full`, ...more });

describe("placeAlert", () => {
  it("fires again soon after its end: the same card; long after: an occurrence of its own", () => {
    const world = createWorld();
    world.tell(alert("firing", MIN));
    world.tell(alert("resolved", 2 * MIN));
    assert.deepEqual(world.tell(alert("firing", 17 * MIN)), ["prometheus:disk:web1", "reopened"]);
    world.tell(alert("resolved", 20 * MIN));
    const at = 35 * MIN + 1;
    assert.deepEqual(world.tell(alert("firing", at)), [`prometheus:disk:web1@${at}`, "opened"]);
    assert.deepEqual(world.tell(alert("resolved", 40 * MIN)), [`prometheus:disk:web1@${at}`, "resolved"]);
    assert.equal(world.incidents.get("prometheus:disk:web1")?.resolvedAtMs, 20 * MIN);
  });

  it("a word about an earlier occurrence that comes late changes nothing of the later one", () => {
    const world = createWorld();
    for (const one of [alert("firing", MIN), alert("resolved", 2 * MIN), alert("firing", 60 * MIN)]) world.tell(one);
    const before = world.current("disk:web1");
    assert.equal(world.tell(alert("acked", 90_000, { by: "Ana" }))[1], "late");
    const { version, ...after } = world.current("disk:web1") ?? {};
    const { version: was, ...same } = before ?? {};
    assert.deepEqual([after, version], [same, Number(was) + 1]);
  });

  it("a notice long after the last is another one", () => {
    const world = createWorld();
    assert.deepEqual(world.tell(alert("notice", MIN)), ["prometheus:disk:web1", "noticed"]);
    assert.deepEqual(world.tell(alert("notice", 10 * MIN)), ["prometheus:disk:web1", "noticed"]);
    assert.deepEqual(world.tell(alert("notice", 25 * MIN)), ["prometheus:disk:web1", "noticed"]);
    const at = 41 * MIN;
    assert.deepEqual(world.tell(alert("notice", at)), [`prometheus:disk:web1@${at}`, "noticed"]);
  });

  it("a notice long after one that was taken or called done here is another one; soon after, it is told there", () => {
    const hands = { ours: true, by: "Ana", incidentId: "prometheus:disk:web1" } as const;
    const world = createWorld();
    world.tell(alert("notice", MIN));
    world.tell(alert("acked", 2 * MIN, hands));
    world.tell(alert("notice", 5 * MIN));
    assert.equal(world.current("disk:web1")?.state, "acked", "whoever took it has it still");
    world.tell(alert("resolved", 6 * MIN, { ...hands, ending: "human" }));
    assert.deepEqual(world.tell(alert("notice", 7 * MIN)), ["prometheus:disk:web1", "noticed"]);
    assert.equal(world.current("disk:web1")?.state, "notice", "it is not done");
    world.tell(alert("acked", 8 * MIN, hands));
    const at = 40 * MIN;
    assert.deepEqual(world.tell(alert("notice", at)), [`prometheus:disk:web1@${at}`, "noticed"]);
    world.tell(alert("resolved", at + MIN, { ...hands, incidentId: `prometheus:disk:web1@${at}`, ending: "human" }));
    assert.equal(world.tell(alert("notice", at + 20 * MIN))[0], `prometheus:disk:web1@${at + 20 * MIN}`);
  });

  it("what fires after a notice is a problem of its own", () => {
    const world = createWorld();
    world.tell(alert("notice", MIN));
    assert.deepEqual(world.tell(alert("firing", 2 * MIN)), [`prometheus:disk:web1@${2 * MIN}`, "opened"]);
    assert.deepEqual(world.tell(alert("notice", 3 * MIN)), [`prometheus:disk:web1@${2 * MIN}`, "noticed"]);
    assert.equal(world.current("disk:web1")?.state, "firing");
  });

  it("problems of a group share a card; what comes after its window begins another", () => {
    const world = createWorld(GROUP);
    assert.deepEqual(world.tell(host("a", "firing", 0)), ["prometheus:g", "opened"]);
    assert.deepEqual(world.tell(host("b", "firing", 60 * MIN)), ["prometheus:g", "updated"]);
    const at = 60 * MIN + 1;
    assert.deepEqual(world.tell(host("c", "firing", at)), [`prometheus:g@${at}`, "opened"]);
    assert.deepEqual(world.tell(host("a", "firing", 70 * MIN)), ["prometheus:g", "repeated"], "who joined stays");
    assert.deepEqual(world.tell(host("d", "firing", 70 * MIN)), [`prometheus:g@${at}`, "updated"]);
    assert.deepEqual(world.tell(host("e", "firing", 40 * MIN)), [`prometheus:g@${at}`, "updated"]);
    assert.equal(world.current("g")?.openedAtMs, at, "a later one never opens before itself");
    assert.deepEqual(world.tell(host("b", "resolved", 71 * MIN)), ["prometheus:g", "updated"]);
  });

  it("a group that ended long ago is over for its old members too", () => {
    const world = createWorld(GROUP);
    for (const one of [host("a", "firing", 0), host("b", "firing", 1), host("a", "resolved", MIN)]) world.tell(one);
    world.tell(host("b", "resolved", 2 * MIN));
    assert.deepEqual(world.tell(host("a", "firing", 10 * MIN)), ["prometheus:g", "reopened"]);
    world.tell(host("a", "resolved", 11 * MIN));
    const at = 30 * MIN;
    assert.deepEqual(world.tell(host("b", "firing", at)), [`prometheus:g@${at}`, "opened"]);
    assert.deepEqual(world.tell(host("a", "firing", at + 1)), [`prometheus:g@${at}`, "updated"]);
    assert.equal(world.incidents.get("prometheus:g")?.state, "resolved");
  });

  it("a problem that comes back long after its end is news, although others kept its old card open", () => {
    const world = createWorld(GROUP);
    for (const one of [host("a", "firing", 0), host("b", "firing", 1), host("a", "resolved", MIN)]) world.tell(one);
    assert.deepEqual(world.tell(host("a", "firing", 10 * MIN)), ["prometheus:g", "updated"]);
    world.tell(host("a", "resolved", 11 * MIN));
    assert.deepEqual(world.tell(host("a", "firing", 50 * MIN)), ["prometheus:g", "updated"], "the window is open");
    world.tell(host("a", "resolved", 51 * MIN));
    const at = 70 * MIN;
    assert.deepEqual(world.tell(host("a", "firing", at)), [`prometheus:g@${at}`, "opened"]);
    assert.deepEqual(world.tell(host("b", "resolved", at + 1)), ["prometheus:g", "resolved"]);
    assert.deepEqual(world.tell(host("a", "resolved", at + 2)), [`prometheus:g@${at}`, "resolved"]);
  });

  it("full groups go on in another, also when all of it happens in one millisecond", () => {
    const world = createWorld(GROUP);
    const ids = Array.from({ length: 3 * MOST_MEMBERS + 1 }, (_, at) => world.tell(host(`h${at}`, "firing", 5))[0]);
    assert.deepEqual([...new Set(ids)], ["prometheus:g", "prometheus:g@5", "prometheus:g@6", "prometheus:g@7"]);
    const sizes = [...world.incidents.values()].map(({ members = [] }) => members.length);
    assert.deepEqual(sizes, [MOST_MEMBERS, MOST_MEMBERS, MOST_MEMBERS, 1]);
    assert.equal(world.tell(host("h0", "resolved", 6))[0], "prometheus:g");
    const last = `h${3 * MOST_MEMBERS - 1}`;
    world.tell(host(last, "resolved", 6));
    assert.deepEqual(world.tell(host(last, "firing", 20 * MIN)), ["prometheus:g@7", "updated"], "it joins the newest");
  });

  it("an end that comes before its beginning finds the same group", () => {
    const world = createWorld(GROUP);
    world.tell(host("a", "firing", 10));
    assert.deepEqual(world.tell(host("b", "resolved", 30)), ["prometheus:g", "updated"]);
    assert.deepEqual(world.tell(host("b", "firing", 20)), ["prometheus:g", "late"]);
    assert.equal(world.current("b")?.members?.find(({ key }) => key === "b")?.state, "resolved");
  });

  it("a problem that had a card before groups were asked for keeps it until it is over", () => {
    const plain = createWorld();
    plain.tell(host("a", "firing", 0));
    const placed = placeAlert(host("a", "firing", 1), GROUP, plain.current);
    assert.deepEqual([placed.incidentId, placed.alert.member], ["prometheus:a", undefined]);
    // A problem whose own key is what a group is called takes nobody in.
    const named = createWorld();
    named.tell(host("g", "firing", 0));
    assert.equal(placeAlert(host("a", "firing", 1), GROUP, named.current).incidentId, "prometheus:g@1");
  });

  it("what is done here is about that occurrence and no other, group or not", () => {
    const world = createWorld(GROUP);
    world.tell(host("a", "firing", 0));
    const ours = alert("acked", 5, { key: "g", ours: true, incidentId: "prometheus:g", by: "Ana" });
    assert.deepEqual(world.tell(ours), ["prometheus:g", "acked"]);
    assert.equal(
      placeAlert({ ...ours, incidentId: "prometheus:old@1" }, GROUP, world.current).incidentId,
      "prometheus:old@1",
    );
    const byKey = placeAlert(alert("update", 6, { key: "a", ours: true }), GROUP, world.current);
    assert.equal(byKey.incidentId, "prometheus:g");
    const trouble = placeAlert(alert("firing", 7, { key: "silent", ours: true }), GROUP, world.current);
    assert.deepEqual([trouble.incidentId, trouble.alert.member], ["prometheus:silent", undefined]);
  });

  it("knows what ended here from what the source ended", () => {
    const world = createWorld();
    world.tell(alert("firing", 10));
    const endedHere = (incident: Incident | undefined, key: string): boolean =>
      saidAgain(alert("firing", 10, { key }), incident) !== undefined;
    const isEndedHere = () => endedHere(world.current("disk:web1"), "disk:web1");
    assert.equal(isEndedHere(), false);
    world.tell(alert("resolved", 20, { ours: true, by: "Ana" }));
    assert.equal(isEndedHere(), true);
    world.tell(alert("resolved", 15));
    assert.equal(isEndedHere(), false, "the source says so too");
    const group = createWorld(GROUP);
    for (const one of [host("a", "firing", 1), host("b", "firing", 2), host("a", "resolved", 3)]) group.tell(one);
    group.tell(alert("resolved", 9, { key: "g", ours: true }));
    const whole = group.current("g");
    assert.ok(whole);
    assert.deepEqual([endedHere(whole, "a"), endedHere(whole, "b")], [false, true]);
  });

  it("in any order of arrival each problem ends in the same state, in exactly one place", () => {
    const random = createRandom(11);
    for (let round = 0; round < 200; round += 1) {
      const gathering = random() < 0.5 ? GROUP : RULES;
      const alerts = Array.from({ length: 14 }, (_, at) =>
        host(
          `h${Math.floor(random() * 4)}`,
          random() < 0.6 ? "firing" : "resolved",
          1 + Math.floor(random() * 9 * MIN),
          {
            eventId: `e${at}`,
          },
        ),
      );
      const statesOf = (order: readonly Alert[]) => {
        const world = createWorld(gathering);
        for (const one of order) world.tell(one);
        return new Map(
          [...new Set(alerts.map(({ key }) => key))].sort().map((key) => {
            const incident = world.current(key);
            return [key, incident?.members?.find((one) => one.key === key)?.state ?? incident?.state];
          }),
        );
      };
      const expected = statesOf(alerts.toSorted((a, b) => a.atMs - b.atMs || (a.state < b.state ? -1 : 1)));
      for (let order = 0; order < 4; order += 1) assert.deepEqual(statesOf(shuffled(alerts, random)), expected);
    }
  });
});
