import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import type { Snapshot, SnapshotHead } from "../../src/core/store.ts";
import { pictureUrl, type WebOptions } from "../../src/web/index.ts";
import { NOW_MS, SNAPSHOT, specOf, startWeb } from "./web-under-test.ts";

const NO_QUERY = new URLSearchParams();
const HOUR_MS = 3_600_000;

const OWN: Snapshot = {
  ...SNAPSHOT,
  by: "UANA",
  channel: "C-secret",
  incidentId: "alertmanager:checkout",
  spec: { ...specOf("Load"), openIn: { label: 'Open in <b>"Prometheus"', url: "https://p.example.com/?a=1&b=<x>" } },
};

const { spec: _spec, png: _png, ...HEAD } = OWN;
const others: readonly SnapshotHead[] = [
  HEAD,
  { ...HEAD, id: "monday", atMs: NOW_MS - HOUR_MS },
  { ...HEAD, id: "private", atMs: NOW_MS - HOUR_MS, channel: "C-private-war-room" },
  { ...HEAD, id: "sunday <b>", atMs: NOW_MS - 2 * HOUR_MS },
];

const open = async (t: TestContext, snapshot: Snapshot = OWN, changes: Partial<WebOptions> = {}) => {
  const asked: unknown[] = [];
  const under = await startWeb(t, {
    snapshots: {
      read: async (id) => (id === snapshot.id ? snapshot : undefined),
      ofIncident: async (id, limit) => {
        asked.push([id, limit]);
        return others;
      },
    },
    nameOf: async (user) => (user === "UANA" ? "Ana <i>Souza" : undefined),
    ...changes,
  });
  const link = under.local(under.links.shared(`/s/${snapshot.id}`, NO_QUERY, NOW_MS + HOUR_MS));
  const cookie = (await under.get(link)).headers.get("set-cookie")?.split(";")[0] ?? "";
  const html = await (await under.get(`/s/${snapshot.id}`, { headers: { cookie } })).text();
  const addresses = [...html.matchAll(/href="([^"]+)"/g)].map(([, url = ""]) =>
    url.replaceAll("&amp;", "&").replaceAll("&lt;", "<"),
  );
  return { ...under, asked, html, addresses };
};

describe("the page of a frozen picture", () => {
  it("says who took it, when, and where it is at its source; no channel, no id, no markup from outside", async (t) => {
    const { html, addresses } = await open(t);
    assert.match(html, /Taken 18 Nov 2026, 13:00 \(Europe\/Berlin\) by Ana &lt;i&gt;Souza\. It does not change\./);
    assert.match(html, /Open in &lt;b&gt;&quot;Prometheus&quot;<\/a>/);
    assert.ok(addresses.includes("https://p.example.com/?a=1&b=%3Cx%3E"), addresses.join(" "));
    assert.doesNotMatch(html, /C-secret|UANA|<i>|<b>/);
  });

  it("lists other pictures of the problem in the same channel, and of no other, with links that end when its own does", async (t) => {
    const { addresses, asked, links, html } = await open(t);
    assert.deepEqual(asked, [["alertmanager:checkout", 200]]);
    const read = addresses.map((url) => links.read(url)).filter((link) => link?.path.startsWith("/s/"));
    assert.deepEqual(
      read.map((link) => [link?.path, link?.grant.kind, link?.grant.expiresAtMs]),
      [
        ["/s/monday", "shared", NOW_MS + HOUR_MS],
        ["/s/sunday%20%3Cb%3E", "shared", NOW_MS + HOUR_MS],
      ],
    );
    assert.match(html, /<h2>Other pictures of this problem<\/h2>/);
  });

  it("lists none for a picture of no problem, and opens nothing but the web", async (t) => {
    const { incidentId: _id, ...free } = OWN;
    const openIn = { label: "Open", url: "javascript:alert(1)" };
    const { html, asked } = await open(t, { ...free, spec: { ...OWN.spec, openIn } });
    assert.deepEqual(asked, []);
    assert.doesNotMatch(html, /Other pictures|javascript:/);
  });

  it("is shown also when nobody can say who it was", async (t) => {
    const nameOf = async (): Promise<never> => {
      throw new Error("Slack is away");
    };
    const { html, lines } = await open(t, OWN, { nameOf });
    assert.match(html, /\(Europe\/Berlin\)\. It does not change\./);
    assert.doesNotMatch(html, /UANA/);
    assert.equal(lines.filter(({ level }) => level === "warn").length, 1);
  });
});

describe("the picture alone", () => {
  it("is read by its signed address without cookies or redirects, by GET and HEAD", async (t) => {
    const { get, links, local } = await open(t);
    const url = local(links.shared("/s/tuesday", NO_QUERY)).replace("?", ".png?");
    const answer = await get(url);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "image/png");
    assert.equal(answer.headers.get("content-length"), String(OWN.png.byteLength));
    assert.equal(answer.headers.get("set-cookie"), null);
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), OWN.png);
    const head = await get(url, { method: "HEAD" });
    assert.equal(head.status, 200);
    assert.equal(head.headers.get("content-type"), "image/png");
    assert.equal(head.headers.get("content-length"), String(OWN.png.byteLength));
    assert.equal((await head.arrayBuffer()).byteLength, 0);
  });

  it("is not read with another picture's link, an old one, or none", async (t) => {
    const { get, links, local, time } = await open(t);
    const url = local(links.shared("/s/tuesday", NO_QUERY)).replace("?", ".png?");
    const other = local(links.shared("/s/monday", NO_QUERY)).replace("monday?", "tuesday.png?");
    assert.equal((await get(other)).status, 403);
    assert.equal((await get("/s/tuesday.png")).status, 403);
    time.nowMs += 31 * 24 * HOUR_MS;
    assert.equal((await get(url)).status, 403);
  });

  it("has a public address only where the chat could fetch it", async (t) => {
    const { links } = await open(t);
    assert.equal(pictureUrl(links, "tuesday"), undefined);
  });
});
