import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Failure, FailureCode } from "../../src/core/failure.ts";
import { ANA, against, fails, refusal } from "./pagerduty-responding-kit.ts";
import { json } from "./pagerduty-setup.ts";

describe("PagerDuty's refusals", () => {
  const cases: readonly [status: number, code: number, errors: readonly string[], FailureCode, RegExp][] = [
    [400, 1001, [], "conflict", /^Already resolved\.$/],
    [400, 1002, [], "conflict", /^Already acknowledged\.$/],
    [400, 1003, [], "conflict", /state the incident is in/],
    [400, 1004, [], "not_found", /does not know this incident/],
    [400, 1005, [], "conflict", /changed in the meantime/],
    [400, 1006, [], "conflict", /last level.*\nReassign/],
    [400, 1007, [], "not_found", /cannot assign it to this person/],
    [400, 1008, [], "forbidden", /does not know ana@acme\.example.*\n.*link me as/],
    [400, 1011, [], "conflict", /cannot hand it over/],
    [400, 1013, [], "usage", /seven days/],
    [400, 1015, [], "conflict", /Nobody is on call/],
    [403, 1018, [], "forbidden", /does not let/],
    [403, 2012, [], "credentials", /locked or ended/],
    [400, 1012, [], "conflict", /^It is not acknowledged\.$/],
    [400, 1014, [], "not_found", /escalation policy/],
    [400, 1019, [], "conflict", /Already merged/],
    [400, 1020, [], "not_found", /priority/],
    [400, 2001, ["Incident Already Resolved"], "conflict", /^Already resolved\.$/],
    [400, 2001, ["Requester User Not Found"], "forbidden", /link me as/],
    [400, 2001, ["Target would have more than 1000 alerts"], "conflict", /1,000 alerts/],
    [400, 2001, ["Content can't be blank"], "rejected", /Content can't be blank/],
    [400, 2001, ["Service Not Found"], "not_found", /does not know this service/],
    [400, 2001, ["Assigned To User Not Found"], "not_found", /cannot assign/],
    [400, 2001, [], "rejected", /the log says why/],
    [400, 2004, [], "usage", /span of time/],
    [400, 2005, [], "usage", /span of time/],
    [400, 2013, [], "not_found", /person or policy/],
    [400, 2015, [], "conflict", /does not allow this/],
    [408, 2016, [], "timeout", /look whether it happened/],
    [401, 2006, [], "credentials", /PAGERDUTY_TOKEN/],
    [402, 2014, [], "forbidden", /plan/],
    [400, 2014, [], "forbidden", /plan/],
    [403, 2010, [], "forbidden", /does not let ana@acme\.example change this incident.*\n.*may only read/],
    [403, 2018, [], "forbidden", /does not let/],
    [404, 2100, [], "not_found", /does not know this incident/],
    [413, 2001, [], "too_large", /ask for less/],
    [429, 2020, [], "rate_limited", /slow down/],
    [500, 2000, [], "upstream", /try again/],
  ];

  for (const [status, code, errors, wanted, tell] of cases)
    it(`${status} ${code} ${errors.join()}: ${wanted}, with what to do`, async () => {
      await using pager = await against((_request, response) =>
        json(response, status, refusal(code, "Refused", ...errors), status === 429 ? { "ratelimit-reset": "7" } : {}),
      );
      await assert.rejects(pager.responding.reassign("Q1", { policyId: "E1" }, ANA), (error: Failure) => {
        fails(wanted, tell)(error);
        assert.equal(error.retryAfterMs, status === 429 ? 7000 : undefined);
        return true;
      });
      assert.equal(pager.asked.length, 1, "a change is tried once");
      assert.equal(pager.asked[0]?.headers.from, ANA.email);
    });
});
