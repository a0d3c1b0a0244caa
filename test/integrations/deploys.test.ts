import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import deploys from "../../src/integrations/deploys.ts";
import { assertSameEvent, RECEIVED_MS, sourceKit, unreadable, wantsToken } from "./source-kit.ts";

const source = sourceKit(deploys);
const { fixture, parse, one, only } = source;

describe("deploys that a pipeline tells", () => {
  wantsToken(source);

  it("are notices with a short title, a moment and who did it", () => {
    const { state, severity, title, atMs, by, url, labels } = one("01-version.json");
    assert.deepEqual([state, severity, title, by], ["notice", "info", "Deploy v42 · checkout", "Ana Souza"]);
    assert.equal(new Date(atMs).toISOString(), "2026-11-22T08:58:12.000Z");
    assert.equal(url, "https://ci.example.com/runs/42");
    assert.deepEqual(labels, { service: "checkout", environment: "production" });
    assert.equal(one("03-sha-on-staging.json").title, "Deploy 1a2b3c4 · api, staging");
    assert.equal(one("04-failed.json").title, "Deploy 43 failed · checkout");
    assert.equal(one("05-typed.json").title, "Feature flag new-basket on <!channel> & more");
  });

  it("count once however often they are sent, and the same version later is another", () => {
    assert.equal(one("02-sent-again.json").eventId, one("01-version.json").eventId);
    for (const file of ["01-version.json", "03-sha-on-staging.json", "06-github-success.json"])
      assertSameEvent(source, file);
    const idAt = (receivedAtMs: number, more = {}) => only({ version: "v41", ...more }, { receivedAtMs }).key;
    assert.equal(idAt(RECEIVED_MS), idAt(RECEIVED_MS + 59_000), "within a minute");
    assert.notEqual(idAt(RECEIVED_MS), idAt(RECEIVED_MS + 60_000));
    assert.notEqual(idAt(RECEIVED_MS), idAt(RECEIVED_MS, { service: "api" }));
    assert.notEqual(idAt(RECEIVED_MS), idAt(RECEIVED_MS, { status: "failed" }));
  });

  it("come at the time they say, else at the time they arrive", () => {
    for (const at of ["2026-11-22T08:00:00Z", 1795334400, "1795334400000"])
      assert.equal(only({ version: 1, at }).atMs, Date.parse("2026-11-22T08:00:00Z"), String(at));
    for (const at of [undefined, "", "soon", {}]) assert.equal(only({ version: 1, at }).atMs, RECEIVED_MS);
  });
});

describe("GitHub's deployment_status", () => {
  it("counts its ends alone, each once", () => {
    const { title, eventId, by, labels } = one("06-github-success.json");
    assert.deepEqual([title, eventId, by], ["Deploy v44 · shop", "github:10395117201", "ana"]);
    assert.equal(labels.sha, "f95f852bd8fca8fcc58a9a2d6c842781e32a215e");
    assert.equal(one("07-github-failure.json").title, "Deploy f95f852 failed · shop, canary");
    assert.deepEqual(parse(fixture("08-github-in-progress.json")), []);
    assert.deepEqual(parse(fixture("09-github-ping.json")), []);
  });

  it("is refused when nothing says what was deployed", () => {
    for (const body of [fixture("10-nothing.json"), "{}", "[]", { deployment_status: { id: 1, state: "success" } }])
      assert.throws(() => parse(body), unreadable);
  });
});
