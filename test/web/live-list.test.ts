import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { LiveList } from "../../src/core/live-list.ts";
import { fire, NO_QUERY, startLive } from "./live-under-test.ts";
import { HOSTILE, tellStory } from "./story.ts";
import { NOW_MS, startWeb } from "./web-under-test.ts";

const PATHS = [
  "/live",
  "/live/list",
  "/live/events",
  "/live/problem?id=x",
  "/live/me",
  "/live/delivery/d-1",
  "/live/act/web:1",
];

describe("the live list's doors", () => {
  it("stay shut without a link, with one for something else, tampered or expired", async (t) => {
    const { get, links, local, time, personal } = await startLive(t);
    const other =
      (await get(local(links.personal("/g/oncall-load", NO_QUERY, "UANA")))).headers.get("set-cookie") ?? "";
    for (const path of PATHS) {
      assert.equal((await get(path)).status, 403, path);
      assert.equal((await get(path, { headers: { cookie: other.split(";")[0] ?? "" } })).status, 403, path);
      assert.equal((await get(path, { headers: { cookie: `${personal.slice(0, -1)}~` } })).status, 403, path);
    }
    time.nowMs += 12 * 3_600_000 + 1000;
    for (const path of PATHS) assert.equal((await get(path, { headers: { cookie: personal } })).status, 403, path);
  });

  it("open with either kind of link, whose cookie reaches no further", async (t) => {
    const { get, links, local, shared, personal } = await startLive(t);
    const exchanged = await get(local(links.shared("/live", new URLSearchParams("severity=critical"))));
    assert.equal(exchanged.headers.get("location"), "/live?severity=critical");
    assert.match(exchanged.headers.get("set-cookie") ?? "", /^drm_view=[^;]+; Path=\/live; .*HttpOnly; SameSite=Lax$/);
    for (const cookie of [shared, personal]) {
      const page = await get("/live", { headers: { cookie } });
      assert.equal(page.status, 200);
      assert.match(await page.text(), /list\.ts/);
      assert.match(
        page.headers.get("content-security-policy") ?? "",
        /^default-src 'self'; script-src 'self' 'sha256-/,
      );
      assert.equal((await get("/g/oncall-load", { headers: { cookie } })).status, 403);
    }
  });

  it("say what the link allows, and never take a personal link away for a shared one", async (t) => {
    const { get, shared, personal } = await startLive(t);
    const kind = async (cookie: string) => (await (await get("/live/me", { headers: { cookie } })).json()) as unknown;
    assert.deepEqual(await kind(shared), { kind: "shared", expiresAtMs: NOW_MS + 30 * 86_400_000 });
    assert.deepEqual(await kind(`${shared}; ${personal}`), { kind: "personal", expiresAtMs: NOW_MS + 12 * 3_600_000 });
  });

  it("do not exist where nothing is wired", async (t) => {
    const { get } = await startWeb(t);
    assert.equal((await get("/live")).status, 404);
  });
});

describe("the live list", () => {
  it("shows open problems, what is muted apart, counts, mutes, the stream and who is on call", async (t) => {
    const { alerts, list } = await startLive(t);
    tellStory(alerts, NOW_MS);
    const live = await list();
    assert.equal(live.open, true);
    assert.equal(live.rows.length, live.total);
    assert.ok(live.rows.every(({ mutedBy, state }) => mutedBy === undefined && /firing|acked/.test(state)));
    assert.deepEqual([live.muted.total, live.muted.rows.length, live.counts.muted], [4, 4, 4]);
    assert.deepEqual(
      live.mutes.map(({ words, quiet, swallowed }) => [words, quiet, swallowed]),
      [
        ["host:batch* load", true, 42],
        ["service:Billing", false, 0],
      ],
    );
    assert.equal(live.stream.length, 32);
    assert.ok(live.stream.every(({ atMs }, place) => place === 0 || atMs <= (live.stream[place - 1]?.atMs ?? 0)));
    assert.equal(live.oncall.people[0]?.name, "Ana Kovac");
    assert.deepEqual(
      live.unreadable.map(({ id }) => id),
      ["d-1"],
    );
    const checkout = live.rows.find(({ title }) => title.startsWith("Checkout"));
    assert.deepEqual(
      [
        checkout?.state,
        checkout?.takenBy,
        checkout?.value,
        checkout?.threshold,
        checkout?.runbook,
        checkout?.paged?.where,
      ],
      ["acked", "Ana Kovac", "3.4 s", "> 2 s", "https://wiki.example.com/playbooks/checkout", "PagerDuty"],
    );
    assert.deepEqual(live.rows.find(({ title }) => title === "Disk almost full")?.members, { firing: 6, all: 9 });
  });

  it("filters by state, source, service, severity and words", async (t) => {
    const { alerts, list } = await startLive(t);
    tellStory(alerts, NOW_MS);
    const titles = async (query: string) => (await list(query)).rows.map(({ title }) => title);
    assert.deepEqual(await titles("?source=sentry&source=nagios&severity=warning"), ["PING is CRITICAL"]);
    assert.deepEqual(await titles("?service=Checkout&state=acked"), ["Checkout p95 latency above 2 s"]);
    assert.deepEqual((await titles("?state=resolved")).sort(), ["cache depth is high", "queue depth is high"]);
    assert.deepEqual(await titles("?state=notice&q=502S%20web2"), ["502s: 10 matches"]);
    assert.deepEqual(await titles("?q=LOAD"), []);
    assert.equal((await list("?q=LOAD")).muted.total, 4);
    assert.ok((await titles("?state=all")).length > (await titles("")).length);
    assert.equal((await list("?severity=critical")).counts.severities.length, 4);
  });

  it("says what is wrong with a query", async (t) => {
    const { get, shared } = await startLive(t);
    for (const query of ["?severity=bad", "?state=gone", "?limit=0", "?limit=x", `?source=${"x".repeat(301)}`]) {
      const answer = await get(`/live/list${query}`, { headers: { cookie: shared } });
      assert.equal(answer.status, 400, query);
      assert.ok(JSON.stringify(await answer.json()).includes("tell"), query);
      assert.equal((await get(`/live/events${query}`, { headers: { cookie: shared } })).status, 400, query);
    }
  });

  it("sends a page of ten thousand open problems, with their total", async (t) => {
    const { alerts, get, shared, list } = await startLive(t);
    for (let place = 0; place < 10_000; place++)
      fire(alerts, `p${place}`, {
        labels: { service: "x".repeat(5000), value: "y".repeat(5000) },
        title: "z".repeat(5000),
      });
    const text = await (await get("/live/list", { headers: { cookie: shared } })).text();
    assert.ok(text.length < 400_000, `${text.length} bytes`);
    const live = await list();
    assert.deepEqual([live.rows.length, live.total, live.limit], [200, 10_000, 200]);
    assert.equal((await list("?limit=100000")).rows.length, 400);
    assert.equal((await list("?limit=5")).rows.length, 5);
  });

  it("sends nobody's markup and no address that could run", async (t) => {
    const { alerts, get, list, shared } = await startLive(t);
    tellStory(alerts, NOW_MS);
    fire(alerts, "urls", { url: "data:text/html,x", runbook: "vbscript:x" });
    const live = await list();
    assert.ok(live.rows.some(({ title }) => title === HOSTILE));
    for (const { url, runbook } of [...live.rows, ...live.stream.map(({ url }) => ({ url, runbook: undefined }))])
      for (const address of [url, runbook]) assert.match(address ?? "https://", /^https?:\/\//);
    const hostile = live.rows.find(({ title }) => title === HOSTILE);
    assert.equal(hostile?.host, "evil");
    const answer = await get("/live/list", { headers: { cookie: shared } });
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.equal(answer.headers.get("cache-control"), "no-store");
  });

  it("tells everything about one problem", async (t) => {
    const { alerts, get, shared } = await startLive(t);
    tellStory(alerts, NOW_MS);
    const one = async (id: string) =>
      get(`/live/problem?${new URLSearchParams({ id })}`, { headers: { cookie: shared } });
    const group = (await (await one("alertmanager:disk")).json()) as {
      together: { state: string }[];
      history: unknown[];
    };
    assert.deepEqual(
      group.together.map(({ state }) => state).join(" "),
      `${"firing ".repeat(6)}${"resolved ".repeat(3)}`.trim(),
    );
    assert.equal((await one("nobody:knows")).status, 404);
  });

  it("asks who is on call every few seconds at most, and waits for nobody who does not answer", async (t) => {
    const { alerts, list, time } = await startLive(t);
    await list();
    await list();
    assert.equal(alerts.oncallCalls, 1);
    time.nowMs += 5_000;
    const old = { value: alerts.people, atMs: time.nowMs - 720_000, stale: "PagerDuty does not answer" };
    alerts.oncall = async () => old;
    const { oncall } = await list();
    assert.equal(oncall.tell, "As known 12 min ago: PagerDuty does not answer.");
    assert.equal(oncall.people.length, alerts.people.length);
    time.nowMs += 61_000;
    alerts.oncall = () => Promise.reject(new Failure("config", "none", { tell: "No pager is connected." }));
    assert.equal((await list()).oncall.tell, "No pager is connected.");
    time.nowMs += 61_000;
    alerts.oncall = () => new Promise(() => undefined);
    const before = performance.now();
    await list();
    assert.ok(performance.now() - before < 3000);
  });
});

/** Server-sent events of the list. */
const watch = async (t: TestContext, url: string, cookie: string) => {
  const abort = new AbortController();
  t.after(() => abort.abort());
  const response = await fetch(url, { headers: { cookie }, signal: abort.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const next = async (): Promise<LiveList> => {
    while (!text.includes("\n\n")) text += (await reader?.read())?.value ?? "data: {}\n\n";
    const [event = "", ...rest] = text.split("\n\n");
    text = rest.join("\n\n");
    return event.startsWith("data: ") ? JSON.parse(event.slice(6)) : next();
  };
  return { next, response };
};

describe("the live list's stream", () => {
  it("shows the list at once and again when something changed, bursts told together", async (t) => {
    const { alerts, web, shared } = await startLive(t, { everyMs: 100 });
    fire(alerts, "first");
    const { next } = await watch(t, `${web.url}/live/events?source=pingdom`, shared);
    assert.deepEqual(
      (await next()).rows.map(({ title }) => title),
      ["first is down"],
    );
    const before = alerts.filters.length;
    for (let place = 0; place < 300; place++) fire(alerts, `p${place}`);
    let live = await next();
    if (live.total < 301) live = await next();
    assert.equal(live.total, 301);
    assert.ok(alerts.filters.length - before <= 4, `${alerts.filters.length - before} reads`);
  });

  it("keeps filters apart, and reads what all have in common once", async (t) => {
    const { alerts, web, shared } = await startLive(t);
    fire(alerts, "loud");
    fire(alerts, "quiet", { mutedBy: "m1" });
    let counted = 0;
    const counts = alerts.counts.bind(alerts);
    alerts.counts = async () => {
      counted += 1;
      await new Promise((later) => setTimeout(later, 60));
      return counts();
    };
    const [all, some] = await Promise.all([
      watch(t, `${web.url}/live/events`, shared),
      watch(t, `${web.url}/live/events?q=nothing`, shared),
    ]);
    assert.equal((await all.next()).total, 1);
    const none = await some.next();
    assert.deepEqual([none.total, none.counts.muted], [0, 1]);
    assert.equal(counted, 1);
  });

  it("reads anew what changed while it was being read", async (t) => {
    const { alerts, list, web, shared } = await startLive(t);
    await (await watch(t, `${web.url}/live/events?q=other`, shared)).next();
    const gate = Promise.withResolvers<void>();
    const counts = alerts.counts.bind(alerts);
    let counted = 0;
    alerts.counts = async () => {
      counted += 1;
      const before = await counts();
      await gate.promise;
      return before;
    };
    const early = list();
    for (let wait = 0; wait < 200 && counted === 0; wait++) await new Promise((next) => setTimeout(next, 5));
    fire(alerts, "late", { mutedBy: "m1" });
    const late = list();
    setTimeout(gate.resolve, 60);
    assert.deepEqual([(await early).counts.muted, (await late).counts.muted], [0, 1]);
  });

  it("tells the time while it is quiet, and ends with the link", async (t) => {
    const { web, personal, time } = await startLive(t, { keepAliveMs: 20 });
    const response = await fetch(`${web.url}/live/events`, { headers: { cookie: personal } });
    time.nowMs += 5;
    setTimeout(() => {
      time.nowMs += 13 * 3_600_000;
    }, 150);
    const text = await response.text();
    assert.match(text, new RegExp(`event: tick\\ndata: ${NOW_MS + 5}\\n\\n`));
  });
});
