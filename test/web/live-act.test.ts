import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { fire, NO_QUERY, startLive } from "./live-under-test.ts";
import { tellStory } from "./story.ts";
import { NOW_MS, PUBLIC_URL } from "./web-under-test.ts";

describe("acting on the live list", () => {
  const wish = { incidentId: "pingdom:site", verb: "ack" };
  const headers = (cookie: string) => ({ cookie, origin: PUBLIC_URL, "content-type": "application/json" });

  const begin = async (t: TestContext) => {
    const under = await startLive(t);
    fire(under.alerts, "site");
    const act = (body: unknown, given: Record<string, string> = headers(under.personal)) =>
      under.get("/live/act", {
        method: "POST",
        headers: given,
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
    return { ...under, act };
  };

  it("keeps the press of a personal link, in that person's name, and tells what became of it", async (t) => {
    const { act, alerts, get, personal, shared } = await begin(t);
    const answer = await act({ ...wish, minutes: 5, userId: "UEVIL", channel: "C1" });
    assert.equal(answer.status, 202);
    const { id } = (await answer.json()) as { id: string };
    assert.deepEqual(alerts.presses, [
      { id, verb: "ack", incidentId: wish.incidentId, userId: "UANA", channel: "", ts: "" },
    ]);
    assert.match(id, /^web:[0-9a-f-]{36}$/);
    const outcome = async () => (await get(`/live/act/${id}`, { headers: { cookie: personal } })).json();
    assert.deepEqual(await outcome(), { state: "waiting" });
    alerts.outcomes.set(id, { failed: "Somebody else has it." });
    assert.deepEqual(await outcome(), { state: "failed", tell: "Somebody else has it." });
    alerts.outcomes.set(id, "done");
    assert.deepEqual(await outcome(), { state: "done" });
    assert.equal((await get(`/live/act/${id}`, { headers: { cookie: shared } })).status, 403);
    assert.equal((await get("/live/act/d-1", { headers: { cookie: personal } })).status, 404);
  });

  it("takes each verb, and a mute only with a length", async (t) => {
    const { act, alerts } = await begin(t);
    for (const verb of ["ack", "resolve", "unmute", "page"]) assert.equal((await act({ ...wish, verb })).status, 202);
    assert.equal((await act({ ...wish, verb: "mute", minutes: 30, because: "  deploy " })).status, 202);
    assert.deepEqual([alerts.presses[4]?.minutes, alerts.presses[4]?.because], [30, "deploy"]);
    for (const minutes of [undefined, 0, -1, 1.5, "30", 43_201, null])
      assert.equal((await act({ ...wish, verb: "mute", minutes })).status, 400, String(minutes));
    assert.equal(alerts.presses.length, 5);
  });

  it("is refused to shared links, with what to do instead", async (t) => {
    const { act, alerts, shared } = await begin(t);
    const answer = await act(wish, headers(shared));
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /Type `\/oncall live` for your own link/);
    assert.equal((await act(wish, { ...headers(shared), cookie: "" })).status, 403);
    assert.equal(alerts.presses.length, 0);
  });

  it("is refused to pages of other sites", async (t) => {
    const { act, alerts, personal } = await begin(t);
    const own = headers(personal);
    const { origin, ...without } = own;
    assert.equal(origin, PUBLIC_URL);
    for (const [given, status] of [
      [without, 403],
      [{ ...own, origin: "https://evil.test" }, 403],
      [{ ...own, origin: "null" }, 403],
      [{ ...own, origin: `${PUBLIC_URL}.evil.test` }, 403],
      [{ ...own, "sec-fetch-site": "cross-site" }, 403],
      [{ ...own, "content-type": "text/plain" }, 400],
      [{ ...own, "content-type": "application/x-www-form-urlencoded" }, 415],
    ] as const) {
      const answer = await act(wish, given);
      assert.equal(answer.status, status, JSON.stringify(given));
      assert.doesNotMatch(await answer.text(), /stack|node_modules/);
    }
    assert.equal((await act(wish, { ...own, "sec-fetch-site": "same-origin" })).status, 202);
    assert.equal(alerts.presses.length, 1);
  });

  it("refuses what cannot be meant", async (t) => {
    const { act, alerts } = await begin(t);
    for (const body of [
      "",
      "{",
      "null",
      "[]",
      '"ack"',
      { verb: "ack" },
      { ...wish, verb: "offer" },
      { ...wish, incidentId: 7 },
      { ...wish, verb: "constructor" },
    ])
      assert.equal((await act(body)).status, 400, JSON.stringify(body));
    assert.equal((await act({ ...wish, incidentId: "no:such" })).status, 404);
    assert.equal((await act({ ...wish, because: "x".repeat(20_000) })).status, 413);
    assert.equal(alerts.presses.length, 0);
  });

  it("does not answer 202 when the press could not be kept", async (t) => {
    const { act, alerts } = await begin(t);
    alerts.press = () => Promise.reject(new Failure("unavailable", "the disk is full"));
    assert.equal((await act(wish)).status, 503);
  });
});

describe("a delivery that could not be read", () => {
  it("is shown as text to holders of a personal link, without the secrets that are known", async (t) => {
    const { alerts, get, personal, shared, lines } = await startLive(t);
    tellStory(alerts, NOW_MS);
    const page = await get("/live/delivery/d-1", { headers: { cookie: personal, accept: "text/html" } });
    const html = await page.text();
    assert.equal(page.status, 200);
    assert.doesNotMatch(html, /<script|<img|sk_live/);
    assert.ok(!html.includes("\u0007"));
    assert.match(html, /&lt;script&gt;alert\(2\)&lt;\/script&gt;/);
    assert.match(html, /\[secret\] \\u0000\\u0007/);
    assert.match(html, /Why<\/dt><dd>this is not JSON/);
    assert.match(page.headers.get("content-security-policy") ?? "", /script-src 'self';/);
    assert.ok(lines.some(({ facts }) => facts.delivery === "d-1" && facts.user === "UANA"));
    const refused = await get("/live/delivery/d-1", { headers: { cookie: shared } });
    assert.equal(refused.status, 403);
    assert.match(await refused.text(), /oncall live/);
  });

  it("opens from a link of its own, and not when it was read or is gone", async (t) => {
    const { alerts, get, links, local, personal } = await startLive(t);
    tellStory(alerts, NOW_MS);
    const link = new URL(links.personal("/live", NO_QUERY, "UANA"));
    link.pathname = "/live/delivery/d-1";
    const exchanged = await get(local(link.href));
    assert.equal(exchanged.headers.get("location"), "/live/delivery/d-1");
    assert.match(exchanged.headers.get("set-cookie") ?? "", /; Path=\/live;/);
    for (const id of ["d-2", "d-3", "..%2f..%2fetc"])
      assert.equal((await get(`/live/delivery/${id}`, { headers: { cookie: personal } })).status, 404, id);
  });

  it("is cut when it is large", async (t) => {
    const { alerts, get, personal } = await startLive(t);
    tellStory(alerts, NOW_MS);
    const known = alerts.deliveries.get("d-1");
    assert.ok(known);
    alerts.deliveries.set("d-1", { ...known, body: Buffer.alloc(1_000_000, "<") });
    const html = await (await get("/live/delivery/d-1", { headers: { cookie: personal } })).text();
    assert.ok(html.length < 64 * 1024 * 4 + 5000);
    assert.match(html, /and 934464 more bytes/);
  });
});
