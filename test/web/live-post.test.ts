import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import type { ChartSpec } from "../../src/core/chart.ts";
import { Failure } from "../../src/core/failure.ts";
import type { PressOutcome, SnapshotWish, WebOptions } from "../../src/web/index.ts";
import { createLinks } from "../../src/web/index.ts";
import { AlertsDouble } from "./alerts-double.ts";
import { NOW_MS, PUBLIC_URL, SECRET, specOf, startWeb } from "./web-under-test.ts";

const PAGE = "measure~cafe";
const PATH = `/g/${PAGE}`;
const NO_QUERY = new URLSearchParams();
const QUERY = "from=2026-11-18T11:00:00Z&to=now&tz=Europe/Berlin";

const spec: ChartSpec = {
  ...specOf("Requests <script>alert(1)</script>"),
  panels: [
    {
      ...{ title: "Requests", kind: "lines", x: { label: "", unit: "" }, y: { label: "Requests", unit: "" } },
      ...{ categories: [], timesMs: [1, 2], range: { fromMs: NOW_MS - 3_600_000, toMs: NOW_MS - 1000 }, empty: "" },
      series: [
        { name: "web-1", values: [1, 0.1 + 0.2] },
        { name: 'web-2 "é" \u2028', values: [null, 3] },
      ],
    },
  ],
};

interface Answer {
  readonly spec: ChartSpec;
  readonly seal: string;
}

const begin = async (t: TestContext, changes: Partial<WebOptions> = {}) => {
  const posted: SnapshotWish[] = [];
  const outcomes = new Map<string, PressOutcome>();
  const asked: string[] = [];
  const under = await startWeb(t, {
    alerts: new AlertsDouble(),
    graphs: {
      has: async (page) => page === PAGE || page === "measure~beef",
      spec: async (_page, query) => ({ spec: query.has("vs") ? specOf("other") : spec, open: true, takes: ["vs"] }),
      onData: () => () => undefined,
    },
    posting: {
      channelsOf: async (user) => {
        asked.push(user);
        return user === "UANA" ? [{ id: "C1", name: "ops" }] : [{ id: "C2", name: "secret" }];
      },
      post: async (wish) => {
        posted.push(wish);
        return { id: `web:${posted.length}` };
      },
      outcome: async (id) => outcomes.get(id) ?? "waiting",
    },
    nameOf: async (user) => (user === "UANA" ? "Ana <i>" : undefined),
    ...changes,
  });
  const { get, links, local } = under;
  const cookies = async (link: string): Promise<string> =>
    ((await get(local(link))).headers.getSetCookie() ?? []).map((one) => one.split(";")[0]).join("; ");
  const shared = await cookies(links.shared(PATH, NO_QUERY));
  const who = (await cookies(links.personal("/live", NO_QUERY, "UANA"))).split("; ")[1] ?? "";
  const ana = `${shared}; ${who}`;
  const load = async (query = QUERY): Promise<Answer> =>
    (await get(`${PATH}/spec?${query}`, { headers: { cookie: shared } })).json() as Promise<Answer>;
  const headers = (cookie: string) => ({ cookie, origin: PUBLIC_URL, "content-type": "application/json" });
  const post = (body: unknown, given: Record<string, string> = headers(ana), path = PATH) =>
    get(`${path}/snapshot`, {
      method: "POST",
      headers: given,
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const wish = async (more: object = {}) => ({
    ...(await load()),
    ...{ query: QUERY, hidden: [], channel: "C1", comment: "", ...more },
  });
  return { ...under, posted, outcomes, asked, cookies, shared, who, ana, load, headers, post, wish };
};

describe("who acts", () => {
  it("is known on every page by one personal link, which opens no page by itself", async (t) => {
    const { get, links, local, shared, who, ana } = await begin(t);
    const exchanged = await get(local(links.personal("/live", NO_QUERY, "UANA")));
    const [own = "", cookie = ""] = exchanged.headers.getSetCookie();
    assert.match(own, /^drm_me=[^;]+; Path=\/live; Max-Age=43200; HttpOnly; SameSite=Lax$/);
    assert.match(cookie, /^drm_who=[^;]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/);
    const status = async (path: string, given: string) => (await get(path, { headers: { cookie: given } })).status;
    for (const path of [PATH, `${PATH}/spec`, `${PATH}/channels`, "/live", "/live/list", "/s/tuesday"])
      assert.equal(await status(path, who), 403, path);
    assert.equal(await status(`${PATH}/channels`, shared), 403);
    assert.equal(await status(`${PATH}/channels`, ana), 200);
    const me = who.replace("drm_who", "drm_me");
    assert.equal(await status("/live", me), 403, "its token is for no page");
    const other = (own.split(";")[0] ?? "").replace("drm_me", "drm_who");
    assert.equal(await status(`${PATH}/channels`, `${shared}; ${other}`), 403, "a page's token is nobody");
  });

  it("comes with no shared link, ends with the link that said it, and is Secure behind https", async (t) => {
    const { get, links, local, ana, time } = await begin(t);
    const shared = (await get(local(links.shared(PATH, NO_QUERY)))).headers.getSetCookie();
    assert.equal(shared.length, 1);
    time.nowMs += 12 * 3_600_000;
    assert.equal((await get(`${PATH}/channels`, { headers: { cookie: ana } })).status, 403);
    assert.equal((await get(`${PATH}/spec`, { headers: { cookie: ana } })).status, 200);
    const clock = () => NOW_MS;
    const safe = createLinks({ secrets: [SECRET], publicUrl: "https://drm.test", clock });
    const behind = await startWeb(t, { publicUrl: "https://drm.test", links: safe });
    const link = new URL(safe.personal(PATH, NO_QUERY, "UANA"));
    for (const cookie of (await behind.get(link.pathname + link.search)).headers.getSetCookie())
      assert.match(cookie, /; Secure$/);
  });

  it("lets a person act on the live list by its shared link too", async (t) => {
    const { get, links, cookies, who } = await begin(t);
    const cookie = await cookies(links.shared("/live", NO_QUERY));
    const kind = async (given: string) => {
      const answer: { kind?: string } = (await (
        await get("/live/me", { headers: { cookie: given } })
      ).json()) as object;
      return answer.kind;
    };
    assert.deepEqual([await kind(cookie), await kind(`${cookie}; ${who}`)], ["shared", "personal"]);
  });
});

describe("a snapshot from a live page", () => {
  it("posts exactly what was loaded, in that person's name, with the window as it was", async (t) => {
    const { post, wish, posted, outcomes, get, ana, shared, lines } = await begin(t);
    const answer = await post(await wish({ comment: "  <!channel> look ", user: "UEVIL", page: "other" }));
    assert.equal(answer.status, 202);
    assert.deepEqual(await answer.json(), { ok: true, id: "web:1" });
    const [one] = posted;
    assert.deepEqual(
      { ...one, query: undefined, press: undefined },
      {
        ...{ page: PAGE, query: undefined, spec, theme: undefined, press: undefined },
        ...{ user: "UANA", channel: "C1", comment: "<!channel> look" },
      },
    );
    assert.deepEqual(Object.fromEntries(new URLSearchParams(one?.query)), {
      from: "2026-11-18T11:00:00Z",
      to: new Date(NOW_MS - 1000).toISOString(),
      tz: "Europe/Berlin",
    });
    const outcome = async (cookie: string, id = "web:1") =>
      (await get(`${PATH}/snapshot/${id}`, { headers: { cookie } })).json();
    assert.deepEqual(await outcome(ana), { state: "waiting" });
    outcomes.set("web:1", { failed: "Slack refuses this channel." });
    assert.deepEqual(await outcome(ana), { state: "failed", tell: "Slack refuses this channel." });
    outcomes.set("web:1", "done");
    assert.deepEqual(await outcome(ana), { state: "done" });
    assert.match(JSON.stringify(await outcome(shared)), /forbidden/);
    assert.match(JSON.stringify(await outcome(ana, "d-1")), /not_found/);
    assert.ok(lines.some(({ facts }) => facts.snapshot === "web:1" && facts.user === "UANA" && facts.channel === "C1"));
  });

  it("posts in the colours of the screen, and in none that there are not", async (t) => {
    const { post, wish, posted } = await begin(t);
    for (const theme of ["dark", "light", "pink", { toString: "dark" }]) await post(await wish({ theme }));
    assert.deepEqual(
      posted.map(({ theme }) => theme),
      ["dark", "light", undefined, undefined],
    );
  });

  it("is the same press only for the same person, picture, channel and comment under the same name", async (t) => {
    const posted: SnapshotWish[] = [];
    const posting = {
      channelsOf: async () => ["C1", "C2"].map((id) => ({ id, name: id })),
      post: async (one: SnapshotWish) => ({ id: `web:${posted.push(one)}` }),
      outcome: async () => "waiting" as const,
    };
    const { post, wish, links, cookies, headers, shared } = await begin(t, { posting });
    const ben = (await cookies(links.personal("/live", NO_QUERY, "UBEN"))).split("; ")[1] ?? "";
    const good = await wish({ press: "one" });
    await post(good);
    await post(good);
    await post({ ...good, comment: "look" });
    await post({ ...good, hidden: ["web-1"] });
    await post({ ...good, theme: "dark" });
    await post({ ...good, press: "two" });
    await post({ ...good, channel: "C2" });
    await post(good, headers(`${shared}; ${ben}`));
    await post({ ...good, press: "" });
    await post({ ...good, press: "" });
    const [first, second, ...others] = posted.map(({ press }) => press);
    assert.equal(first, second);
    assert.equal(new Set([first, ...others]).size, 9);
    for (const press of [first, ...others]) assert.match(press ?? "", /^[0-9a-f]{32}$/);
    assert.equal((await post({ ...good, press: "x".repeat(65) })).status, 400);
  });

  it("is of the last day: what was true once does not come back for ever", async (t) => {
    const { post, wish, time, posted, who, shared, cookies, links, headers } = await begin(t);
    const good = await wish();
    time.nowMs += 24 * 3_600_000;
    const again = (await cookies(links.personal("/live", NO_QUERY, "UANA"))).split("; ")[1] ?? "";
    assert.notEqual(again, who);
    const now = headers(`${shared}; ${again}`);
    assert.equal((await post(good, now)).status, 202);
    time.nowMs += 3_600_001;
    const answer = await post(good, now);
    assert.equal(answer.status, 409);
    assert.match(await answer.text(), /more than a day ago/);
    const [hour = "", mark] = good.seal.split(".");
    const later = (Number.parseInt(hour, 36) + 20).toString(36);
    assert.equal((await post({ ...good, seal: `${later}.${mark}` }, now)).status, 409, "its hour is signed");
    assert.equal((await post(await wish(), now)).status, 202);
    assert.equal(posted.length, 2);
  });

  it("takes hidden series out, and says so", async (t) => {
    const { post, wish, posted } = await begin(t);
    assert.equal((await post(await wish({ hidden: ["web-1", "no such"] }))).status, 202);
    const [one] = posted;
    assert.deepEqual(
      one?.spec.panels[0]?.series.map(({ name, hue }) => [name, hue]),
      [['web-2 "é" \u2028', 1]],
    );
    assert.match(one?.spec.summary ?? "", /Hidden: web-1\.$/);
  });

  it("takes the spec back in any order of keys, and nothing that was changed", async (t) => {
    const { post, wish, load, posted } = await begin(t);
    const good = await wish();
    const turned = Object.fromEntries(Object.entries(good.spec).reverse());
    assert.equal((await post({ ...good, spec: turned })).status, 202);
    const other = await load(`${QUERY}&vs=1d`);
    const forged: object[] = [
      { ...good, seal: `${good.seal.slice(0, -1)}${good.seal.endsWith("A") ? "E" : "A"}` },
      { ...good, seal: "" },
      { ...good, spec: { ...good.spec, title: "All is well" } },
      { ...good, spec: { ...good.spec, extra: 1 } },
      { ...good, spec: { ...good.spec, panels: [] } },
      { ...good, spec: null },
      { ...good, spec: "spec" },
      { ...good, seal: other.seal },
      { ...good, query: `${QUERY}&vs=1d` },
      { ...good, query: "" },
    ];
    for (const body of forged) {
      const answer = await post(body);
      assert.equal(answer.status, 409, JSON.stringify(body));
      assert.match(await answer.text(), /reload it/);
    }
    assert.equal(posted.length, 1);
  });

  it("is refused with the seal of another page, or one that a former secret made when that is gone", async (t) => {
    const { post, wish, cookies, links, who, headers, posted } = await begin(t);
    const cookie = `${await cookies(links.shared("/g/measure~beef", NO_QUERY))}; ${who}`;
    assert.equal((await post(await wish(), headers(cookie), "/g/measure~beef")).status, 409);
    const clock = () => NOW_MS;
    const former = createLinks({ secrets: ["a former secret of tests"], publicUrl: PUBLIC_URL, clock });
    const sealed = await begin(t, { links: former });
    const old = await sealed.wish();
    assert.equal((await post({ ...old })).status, 409);
    const rotated = createLinks({ secrets: [SECRET, "a former secret of tests"], publicUrl: PUBLIC_URL, clock });
    const both = await begin(t, { links: rotated });
    assert.equal((await both.post({ ...old })).status, 202);
    assert.equal(posted.length, 0);
  });

  it("is refused to those who only look, with how to become somebody", async (t) => {
    const { post, wish, headers, shared, who, posted, asked } = await begin(t);
    const answer = await post(await wish(), headers(shared));
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /Type `\/graph live` in Slack/);
    assert.equal((await post(await wish(), headers(who))).status, 403);
    assert.equal((await post(await wish(), headers(""))).status, 403);
    assert.deepEqual([posted, asked], [[], []]);
  });

  it("is refused to pages of other sites", async (t) => {
    const { post, wish, headers, ana, posted } = await begin(t);
    const own = headers(ana);
    const { origin, ...without } = own;
    assert.equal(origin, PUBLIC_URL);
    for (const [given, status] of [
      [without, 403],
      [{ ...own, origin: "https://evil.test" }, 403],
      [{ ...own, origin: "null" }, 403],
      [{ ...own, origin: `${PUBLIC_URL}.evil.test` }, 403],
      [{ ...own, "sec-fetch-site": "cross-site" }, 403],
      [{ ...own, "sec-fetch-site": "same-site" }, 403],
      [{ ...own, "content-type": "text/plain" }, 400],
      [{ ...own, "content-type": "application/x-www-form-urlencoded" }, 400],
    ] as const)
      assert.equal((await post(await wish(), given)).status, status, JSON.stringify(given));
    assert.equal((await post(await wish(), { ...own, "sec-fetch-site": "same-origin" })).status, 202);
    assert.equal(posted.length, 1);
  });

  it("goes only to a channel of theirs", async (t) => {
    const { post, wish, posted, asked, get, ana } = await begin(t);
    for (const channel of ["C2", "", "c1", "ops", "constructor"]) {
      const answer = await post(await wish({ channel }));
      assert.equal(answer.status, 403, channel);
      assert.match(await answer.text(), /not in that channel/);
    }
    assert.deepEqual([posted.length, new Set(asked)], [0, new Set(["UANA"])]);
    const channels = await get(`${PATH}/channels`, { headers: { cookie: ana } });
    assert.deepEqual(await channels.json(), { channels: [{ id: "C1", name: "ops" }], by: "Ana <i>" });
    assert.equal(channels.headers.get("cache-control"), "no-store");
  });

  it("refuses what cannot be meant, and what is too large", async (t) => {
    const { post, wish, posted, headers, shared } = await begin(t);
    const good = await wish();
    for (const body of ["", "{", "null", "[]", '"x"', "{}"]) assert.equal((await post(body)).status, 400, body);
    for (const more of [
      { seal: 7 },
      { seal: "x".repeat(101) },
      { channel: 7 },
      { channel: "x".repeat(101) },
      { hidden: "web-1" },
      { hidden: [7] },
      { hidden: Array.from({ length: 501 }, String) },
      { query: 7 },
      { query: "x".repeat(4001) },
      { comment: "x".repeat(501) },
    ])
      assert.equal((await post({ ...good, ...more })).status, 400, JSON.stringify(more).slice(0, 80));
    const large = await post({ ...good, spec: { ...good.spec, title: "x".repeat(2_100_000) } });
    assert.equal(large.status, 413);
    assert.equal((await post("{".repeat(2_200_000), headers(shared))).status, 403, "nothing is read of a stranger's");
    assert.equal(posted.length, 0);
    assert.equal((await post({ ...good, comment: "x".repeat(500) })).status, 202);
  });

  it("does not answer 202 when it could not be kept", async (t) => {
    const failing = {
      channelsOf: async () => [{ id: "C1", name: "ops" }],
      post: async (): Promise<never> => {
        throw new Failure("unavailable", "the disk is full");
      },
      outcome: async () => "waiting" as const,
    };
    const { post, wish } = await begin(t, { posting: failing });
    assert.equal((await post(await wish())).status, 503);
  });

  it("is one at a time for each person, and the same press waits for its first", async (t) => {
    const gate = Promise.withResolvers<void>();
    let under = 0;
    const slow = {
      channelsOf: async () => [{ id: "C1", name: "ops" }],
      async post() {
        under += 1;
        await gate.promise;
        return { id: `web:${under}` };
      },
      outcome: async () => "waiting" as const,
    };
    const { post, wish } = await begin(t, { posting: slow });
    const pressed = await wish({ press: "one" });
    const first = post(pressed);
    for (let wait = 0; wait < 2_000 && under === 0; wait++) await new Promise((next) => setTimeout(next, 5));
    const second = await post(await wish());
    assert.deepEqual([second.status, second.headers.get("retry-after"), under], [429, "3", 1]);
    const again = post(pressed);
    await post(await wish());
    gate.resolve();
    assert.equal((await first).status, 202);
    assert.deepEqual([(await again).status, await (await again).json(), under], [202, { ok: true, id: "web:1" }, 1]);
    assert.equal((await post(await wish())).status, 202);
  });

  it("does not exist where nothing can be posted", async (t) => {
    const { get, post, wish, ana } = await begin(t, { posting: undefined });
    assert.equal((await post(await wish())).status, 404);
    assert.equal((await get(`${PATH}/channels`, { headers: { cookie: ana } })).status, 404);
  });
});

describe("a link to what a page shows", () => {
  it("opens the same view for others, to look only, and no longer than its asker may", async (t) => {
    const { get, links, local, shared, cookies, time } = await begin(t);
    const linkFor = async (cookie: string) => {
      const answer = await get(`${PATH}/link?${QUERY}`, { headers: { cookie } });
      assert.equal(answer.headers.get("cache-control"), "no-store");
      return ((await answer.json()) as { url: string }).url;
    };
    time.nowMs += 86_400_000;
    const url = await linkFor(shared);
    assert.deepEqual(links.read(url)?.grant, {
      ...{ kind: "shared", user: undefined, expiresAtMs: NOW_MS + 30 * 86_400_000 },
    });
    assert.equal(links.read(url)?.query.toString(), new URLSearchParams(QUERY).toString());
    assert.equal((await get(local(url))).status, 303);
    const own = await linkFor(await cookies(links.personal(PATH, NO_QUERY, "UANA")));
    assert.deepEqual(
      [links.read(own)?.grant.kind, links.read(own)?.grant.expiresAtMs],
      ["shared", time.nowMs + 30 * 86_400_000],
    );
    assert.equal((await get(`${PATH}/link`)).status, 403);
  });
});

describe("pages of kept graphs", () => {
  it("are 404 when they are kept no more, and only to those with their link", async (t) => {
    const { get, cookies, links } = await begin(t);
    const gone = "/g/measure~0000";
    const cookie = await cookies(links.shared(gone, NO_QUERY));
    for (const path of [gone, `${gone}/spec`, `${gone}/events`]) {
      assert.equal((await get(path, { headers: { cookie } })).status, 404, path);
      assert.equal((await get(path)).status, 403, path);
    }
  });
});
