import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type IncidentRef, parseIncidentRef } from "../../src/core/incident-ref.ts";
import { failureOf, incident, openHouseOfDesks } from "./desk-changes-kit.ts";

const link = (text: string): IncidentRef => parseIncidentRef(text) ?? assert.fail(`${text} names no incident`);
const OURS = "https://acme.pagerduty.com/incidents/Q12ABCDEF";

const open = () => {
  const house = openHouseOfDesks();
  house.pager.add(incident("12", { id: "Q12ABCDEF", url: OURS }), incident("13"), incident("14"), incident("15"));
  return house;
};

describe("a link to an incident", () => {
  it("of this account is the incident, whatever follows the id", async () => {
    for (const text of [OURS, `<${OURS}>`, `${OURS}/timeline?x=1`, OURS.replace("acme", "ACME")])
      assert.equal((await open().desk().incident(link(text))).number, "12", text);
  });

  it("into another account changes nothing, alone or among others", async () => {
    const { pager, desk } = open();
    const other = link(OURS.replace("acme", "other"));
    const alone = await failureOf(desk().setStatus([other], "acknowledged"));
    assert.match(alone.tell ?? "", /another account: other\.pagerduty\.com\. Ours is acme\.pagerduty\.com/);
    assert.equal((await failureOf(desk().addNote(other, "x"))).code, "not_found");
    const refs = [other, ...["13", "14", "15"].map((ref): IncidentRef => ({ kind: "ref", ref }))];
    const handled = await desk().setStatus(refs, "acknowledged");
    assert.match(handled[0]?.tell ?? "", /another account/);
    assert.equal(pager.incidents.get("Q12ABCDEF")?.status, "triggered");
    assert.equal(pager.incidents.get("Q13")?.status, "acknowledged");
  });

  it("to other hosts, and one that would be read as a number, names nothing", () => {
    for (const text of [
      "https://acme.pagerduty.com.evil.example/incidents/Q12ABCDEF",
      "https://evil.example/acme.pagerduty.com/incidents/Q12ABCDEF",
      "https://acme@evil.pagerduty.com/incidents/Q12ABCDEF",
      "https://evil.example?.pagerduty.com/incidents/Q12ABCDEF",
      "https://acme.pagerduty.com:8443/incidents/Q12ABCDEF",
      "https://other.pagerduty.com/incidents/1234567",
    ])
      assert.equal(parseIncidentRef(text), undefined, text);
  });
});
