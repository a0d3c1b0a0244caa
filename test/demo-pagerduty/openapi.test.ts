import { strict as assert } from "node:assert";
import { test } from "node:test";
import { ask, start } from "./kit.ts";
import { hasDescription, isDescribed, refusalCheck, responseCheck } from "./openapi.ts";
import { CASES } from "./openapi-cases.ts";
import { make } from "./openapi-made.ts";

const skip = hasDescription ? false : "PagerDuty's OpenAPI description is not beside the repository";
const seen = new Set<string>();

for (const { path, url, ask: how, status = 200, empty = false } of CASES) {
  test(`${status} ${path}${url === undefined ? "" : " with parameters"} is as PagerDuty describes it`, {
    skip,
  }, async (t) => {
    const pd = await start(t, {
      webhook: { url: "http://127.0.0.1:9/", secrets: ["s"] },
      retryBaseMs: 60_000,
      weeks: 2,
    });
    const made = await make(pd);
    const request = how?.(made) ?? {};
    const method = request.method ?? "GET";
    seen.add(`${method} ${path.replaceAll(/\{[^}]*\}/g, ":id")}`);
    const answer = await ask(pd, url?.(made) ?? path, request);
    assert.equal(answer.status, status, answer.text);
    assert.ok(isDescribed(path, method.toLowerCase(), status), `${status} is not described`);
    if (empty) return assert.equal(answer.text, "");
    const check = responseCheck(path, method.toLowerCase(), status);
    assert.ok(check(answer.body), JSON.stringify(check.errors?.slice(0, 5), null, 1));
  });
}

test("every endpoint was asked", { skip }, async (t) => {
  const pd = await start(t);
  const all = pd.endpoints.map((one) => one.replaceAll(/:\w+/g, ":id"));
  assert.deepEqual([...seen].toSorted(), [...new Set(all)].toSorted());
});

test("the check can fail", { skip }, async (t) => {
  const pd = await start(t);
  const { body: page } = await ask(pd, "/incidents?limit=1");
  page.incidents[0].status = "burning";
  assert.equal(responseCheck("/incidents", "get", 200)(page), false);
  assert.equal(isDescribed("/incidents", "get", 204), false);
});

test("a refusal has PagerDuty's shape", { skip }, async (t) => {
  const pd = await start(t);
  const answer = await ask(pd, "/incidents/QNOTHING");
  assert.equal(answer.status, 404);
  assert.ok(refusalCheck()(answer.body));
  assert.deepEqual(answer.body, { error: { message: "Not Found", code: 2100 } });
});
