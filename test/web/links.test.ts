import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createLinks } from "../../src/web/index.ts";
import { NOW_MS, PUBLIC_URL, SECRET, SNAPSHOT, startWeb } from "./web-under-test.ts";

const DAY_MS = 86_400_000;
const GRAPH = "/g/oncall-load";
const tokenOf = (link: string): string => new URL(link).searchParams.get("k") ?? "";
const clockAt = (nowMs: number) => () => nowMs;

describe("links", () => {
  const links = createLinks({ secrets: [SECRET], publicUrl: PUBLIC_URL, clock: clockAt(NOW_MS) });
  const later = (ms: number) => createLinks({ secrets: [SECRET], publicUrl: PUBLIC_URL, clock: clockAt(NOW_MS + ms) });

  it("keep the query and are valid for 30 days on their path", () => {
    const link = new URL(links.shared(GRAPH, new URLSearchParams("from=1&to=2&team=a b")));
    assert.equal(link.origin + link.pathname, `${PUBLIC_URL}${GRAPH}`);
    assert.equal(link.searchParams.get("team"), "a b");
    const grant = links.verify(tokenOf(link.href), GRAPH);
    assert.deepEqual(grant, { kind: "shared", user: undefined, expiresAtMs: NOW_MS + 30 * DAY_MS });
    assert.ok(later(30 * DAY_MS - 1000).verify(tokenOf(link.href), GRAPH));
    assert.throws(() => later(30 * DAY_MS).verify(tokenOf(link.href), GRAPH), { code: "forbidden" });
  });

  it("carry who it is for 12 hours when personal", () => {
    const token = tokenOf(links.personal(GRAPH, new URLSearchParams(), "U·Ana"));
    assert.deepEqual(links.verify(token, GRAPH), { kind: "personal", user: "U·Ana", expiresAtMs: NOW_MS + DAY_MS / 2 });
    assert.throws(() => later(DAY_MS / 2).verify(token, GRAPH), { code: "forbidden" });
  });

  it("can be told to end sooner, never later", () => {
    const until = (ms: number) =>
      links.verify(tokenOf(links.shared(GRAPH, new URLSearchParams(), ms)), GRAPH).expiresAtMs;
    assert.equal(until(NOW_MS + 5000), NOW_MS + 5000);
    assert.equal(until(NOW_MS + 90 * DAY_MS), NOW_MS + 30 * DAY_MS);
  });

  it("do not open another path", () => {
    const token = tokenOf(links.shared(GRAPH, new URLSearchParams()));
    for (const path of ["/g/other", "/g/oncall-loa", `${GRAPH}/`, "/s/oncall-load", ""]) {
      assert.throws(() => links.verify(token, path), { code: "forbidden" }, path);
    }
  });

  it("are refused when any single character differs", () => {
    for (const token of [
      tokenOf(links.shared(GRAPH, new URLSearchParams())),
      tokenOf(links.personal(GRAPH, new URLSearchParams(), "U1")),
    ]) {
      for (let at = 0; at < token.length; at++) {
        for (const sign of ["A", "B", "z", "0", "9", "s", "p", ".", "", "é"]) {
          const changed = token.slice(0, at) + sign + token.slice(at + 1);
          if (changed !== token) assert.throws(() => links.verify(changed, GRAPH), { code: "forbidden" }, changed);
        }
      }
    }
    for (const token of ["", ".", "1.s...", "__proto__"]) assert.throws(() => links.verify(token, GRAPH));
  });

  it("survive a rotation of the secret until the old one is taken away", () => {
    const withSecrets = (...secrets: string[]) =>
      createLinks({ secrets, publicUrl: PUBLIC_URL, clock: clockAt(NOW_MS) });
    const old = tokenOf(links.shared(GRAPH, new URLSearchParams()));
    const both = withSecrets("the new secret of tests", SECRET);
    assert.ok(both.verify(old, GRAPH));
    const fresh = tokenOf(both.shared(GRAPH, new URLSearchParams()));
    assert.throws(() => links.verify(fresh, GRAPH), { code: "forbidden" });
    assert.throws(() => withSecrets("the new secret of tests").verify(old, GRAPH), { code: "forbidden" });
  });

  it("are read from an address of ours, and from nothing else", () => {
    const shared = links.shared(GRAPH, new URLSearchParams("from=1&vs=1d"));
    const read = links.read(shared);
    assert.deepEqual([read?.path, read?.query.toString(), read?.grant.kind], [GRAPH, "from=1&vs=1d", "shared"]);
    assert.equal(links.read(links.personal(GRAPH, new URLSearchParams(), "U1"))?.grant.user, "U1");
    const png = links.shared("/s/tuesday", new URLSearchParams()).replace("?", ".png?");
    assert.equal(links.read(png)?.path, "/s/tuesday");
    for (const other of [
      "",
      "drm.test",
      shared.replace("http:", "https:"),
      shared.replace("drm.test", "drm.test:81"),
      shared.replace("drm.test", "drm.test.evil"),
      shared.replace("drm.test", "ana@drm.test"),
      shared.replace("oncall-load", "other"),
      shared.replace("/g/oncall-load", "/g/oncall-load.png"),
      shared.replace(/k=.*/, "k="),
      `javascript:${shared}`,
    ])
      assert.equal(links.read(other), undefined, other);
    assert.equal(later(31 * DAY_MS).read(shared), undefined);
  });

  it("make tokens of one path for cookies, of 12 hours at most", () => {
    const token = links.token("/who", "UANA", NOW_MS + 5000);
    assert.deepEqual(links.verify(token, "/who"), { kind: "personal", user: "UANA", expiresAtMs: NOW_MS + 5000 });
    assert.equal(links.verify(links.token("/who", "U", NOW_MS + DAY_MS), "/who").expiresAtMs, NOW_MS + DAY_MS / 2);
    assert.throws(() => links.verify(token, GRAPH), { code: "forbidden" });
  });

  it("seal texts by kind, and no seal opens anything", () => {
    const seal = links.seal("spec", "text");
    assert.ok(links.isSealed("spec", "text", seal));
    for (const [kind, text, given] of [
      ["spec", "Text", seal],
      ["other", "text", seal],
      ["spec\ntext", "", seal],
      ["spec", "text", ""],
      ["spec", "text", `${seal}A`],
      ["spec", "text", "é".repeat(43)],
    ] as const)
      assert.equal(links.isSealed(kind, text, given), false, `${kind} ${text} ${given}`);
    const rotated = createLinks({
      secrets: ["the new secret of tests", SECRET],
      publicUrl: PUBLIC_URL,
      clock: clockAt(NOW_MS),
    });
    assert.ok(rotated.isSealed("spec", "text", seal));
    assert.equal(links.isSealed("spec", "text", rotated.seal("spec", "text")), false);
  });

  it("need a secret worth the name", () => {
    assert.throws(() => createLinks({ secrets: [], publicUrl: PUBLIC_URL, clock: clockAt(0) }), { code: "config" });
    assert.throws(() => createLinks({ secrets: ["short"], publicUrl: PUBLIC_URL, clock: clockAt(0) }), {
      code: "config",
    });
  });
});

describe("pages behind a link", () => {
  it("answer 403 without one, in words for people and as JSON for programs", async (t) => {
    const { get } = await startWeb(t);
    for (const path of [GRAPH, `${GRAPH}/spec`, `${GRAPH}/events`, "/s/tuesday", "/s/tuesday.png", "/g/unknown"]) {
      const page = await get(path, { headers: { accept: "text/html" } });
      assert.equal(page.status, 403, path);
      assert.match(page.headers.get("content-type") ?? "", /text\/html/);
      const words = path.startsWith("/s/") ? "@drm graph snapshots" : "/oncall live";
      assert.ok((await page.text()).includes(`<code>${words}</code>`), path);
      const json = await get(path);
      assert.equal(json.status, 403);
      assert.ok(JSON.stringify(await json.json()).includes(words), path);
    }
    for (const end of ["", "?k=1.s.x.y.z"])
      assert.match(
        await (await get(`/g/measure~cafe/spec${end}`)).text(),
        /Type `\/graph live`/,
        "where it is to be had",
      );
  });

  it("turn the token into a cookie of that path, as often as asked, and redirect without it", async (t) => {
    const { get, links, local } = await startWeb(t);
    const link = local(links.shared(GRAPH, new URLSearchParams("from=1&to=2")));
    for (let round = 0; round < 2; round++) {
      const exchanged = await get(link);
      assert.equal(exchanged.status, 303);
      assert.equal(exchanged.headers.get("cache-control"), "no-store", "no proxy hands the cookie to others");
      assert.equal(exchanged.headers.get("location"), `${GRAPH}?from=1&to=2`);
      const cookie = exchanged.headers.get("set-cookie") ?? "";
      assert.match(cookie, /^drm_view=[^;]+; Path=\/g\/oncall-load; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
      const headers = { cookie: `other=1; ${cookie.split(";")[0]}` };
      const page = await get(`${GRAPH}?from=1&to=2`, { headers });
      assert.equal(page.status, 200);
      assert.match(await page.text(), /live\.ts/);
      assert.equal((await get(`${GRAPH}/spec`, { headers })).status, 200);
      assert.equal((await get("/s/tuesday", { headers })).status, 403);
    }
  });

  it("are Secure behind https", async (t) => {
    const clock = clockAt(NOW_MS);
    const links = createLinks({ secrets: [SECRET], publicUrl: "https://drm.test", clock });
    const { get } = await startWeb(t, { publicUrl: "https://drm.test", links });
    const link = new URL(links.personal(GRAPH, new URLSearchParams(), "U1"));
    const cookie = (await get(link.pathname + link.search)).headers.get("set-cookie") ?? "";
    assert.match(cookie, /^drm_me=.*; Secure$/);
  });

  it("refuse an old or tampered link, and an old cookie", async (t) => {
    const { get, links, local, time } = await startWeb(t);
    const link = local(links.shared(GRAPH, new URLSearchParams()));
    const cookie = (await get(link)).headers.get("set-cookie")?.split(";")[0] ?? "";
    assert.equal((await get(`${link.slice(0, -1)}~`)).status, 403);
    time.nowMs += 31 * DAY_MS;
    assert.equal((await get(link)).status, 403);
    assert.equal((await get(GRAPH, { headers: { cookie } })).status, 403);
  });

  it("open a picture for as long as pictures are kept, and its live view only for as long as links to live views", async (t) => {
    const time = { nowMs: NOW_MS };
    const clock = () => time.nowMs;
    const links = createLinks({ secrets: [SECRET], publicUrl: PUBLIC_URL, clock, days: 30, frozenDays: 90 });
    const { get, local } = await startWeb(t, { links, clock });
    const link = local(links.frozen("/s/tuesday"));
    const shown = async (): Promise<string> => {
      const cookie = (await get(link)).headers.get("set-cookie")?.split(";")[0] ?? "";
      return (await get("/s/tuesday", { headers: { cookie } })).text();
    };
    time.nowMs += 29 * DAY_MS;
    const live = /href="([^"]+)">Live view/.exec(await shown())?.[1]?.replaceAll("&amp;", "&") ?? "";
    assert.equal(links.read(live)?.grant.expiresAtMs, NOW_MS + 30 * DAY_MS, "not a month from each look");
    time.nowMs += 60 * DAY_MS;
    const late = await shown();
    assert.match(late, /It does not change/);
    assert.doesNotMatch(late, /Live view/);
    time.nowMs += DAY_MS;
    assert.equal((await get(link)).status, 403);
    assert.equal(links.read(links.frozen("/s/tuesday", time.nowMs + 5_000))?.grant.expiresAtMs, time.nowMs + 5_000);
  });

  it("show graphs that exist and 404 for the others", async (t) => {
    const { get, links, local } = await startWeb(t);
    const cookie = (await get(local(links.shared("/g/gone", new URLSearchParams())))).headers.get("set-cookie") ?? "";
    assert.equal((await get("/g/gone", { headers: { cookie: cookie.split(";")[0] ?? "" } })).status, 404);
  });

  it("show a snapshot: escaped words, the picture, and a live link that ends when this one does", async (t) => {
    const { get, links, local, time } = await startWeb(t);
    const link = local(links.shared("/s/tuesday", new URLSearchParams()));
    const exchanged = await get(link);
    assert.equal(exchanged.headers.get("location"), "/s/tuesday");
    const headers = { cookie: exchanged.headers.get("set-cookie")?.split(";")[0] ?? "" };
    time.nowMs += 29 * DAY_MS;
    const page = await get("/s/tuesday", { headers });
    const html = await page.text();
    assert.equal(page.status, 200);
    assert.match(html, /alt="Load &lt;script&gt;: &lt;b&gt;12&lt;\/b&gt; pages &amp; &quot;2&quot; nights"/);
    assert.match(html, /18 Nov 2026, 13:00 \(Europe\/Berlin\) by Ana/);
    assert.doesNotMatch(html, /<script>/);
    const live = new URL(/href="([^"]+)">Live view/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "");
    assert.equal(live.searchParams.get("team"), "core");
    assert.equal(links.verify(tokenOf(live.href), GRAPH).expiresAtMs, NOW_MS + 30 * DAY_MS);
    for (const [path, init] of [
      ["/s/tuesday/picture.png", { headers }],
      [link.replace("?", ".png?"), {}],
    ] as const) {
      const png = await get(path, init);
      assert.equal(png.headers.get("content-type"), "image/png");
      assert.deepEqual(new Uint8Array(await png.arrayBuffer()), SNAPSHOT.png);
    }
  });
});
