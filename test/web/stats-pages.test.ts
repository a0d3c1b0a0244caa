import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import type { Message } from "../../src/core/message.ts";
import type { Snapshot } from "../../src/core/store.ts";
import { takeSnapshot } from "../../src/flows/snapshot.ts";
import { createUnfurl } from "../../src/flows/unfurl.ts";
import type { StreamLimits } from "../../src/web/index.ts";
import { account, dataOver } from "../graphs/stats-account.ts";
import { AlertsDouble } from "./alerts-double.ts";
import { statsPages } from "./stats-under-test.ts";
import { PUBLIC_URL, startWeb } from "./web-under-test.ts";

const WEEK = new URLSearchParams("from=2026-11-09&to=2026-11-15&tz=Europe/Berlin");
const RUNNING = new URLSearchParams("from=2026-11-16&to=2026-11-22&tz=Europe/Berlin");
const OWN = new URLSearchParams(`${WEEK}&person=ana@example.com`);
const NIGHTS = "/g/oncall-nights";
const PERSON = "/g/oncall-person";
const ANAS = /Ana Kovac/;
const rows = account(40, 6);

/** Long enough for all who ask at once to ask. */
const slowly = async <T>(read: () => Promise<T>): Promise<T> => {
  await new Promise((next) => setTimeout(next, 60));
  return read();
};

const begin = async (t: TestContext, streams: StreamLimits = {}) => {
  const { stats } = dataOver(rows);
  const pages = statsPages(rows, { stats: (name, query) => slowly(() => stats(name, query)) });
  const posted: unknown[] = [];
  const under = await startWeb(t, {
    graphs: pages.graphs,
    alerts: new AlertsDouble(),
    streams: { everyMs: 20, keepAliveMs: 60_000, ...streams },
    posting: {
      channelsOf: async () => [{ id: "C1", name: "ops" }],
      post: async (wish) => {
        posted.push(wish);
        return { id: "web:1" };
      },
      outcome: async () => "done",
    },
  });
  const { get, links, local } = under;
  const cookies = async (link: string): Promise<string> => {
    const { headers, body } = await get(local(link));
    await body?.cancel();
    return headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
  };
  const sharedOf = (path: string) => cookies(links.shared(path, WEEK));
  const personalOf = (path: string, user: string) => cookies(links.personal(path, WEEK, user));
  const who = async (user: string): Promise<string> => (await personalOf("/live", user)).split("; ")[1] ?? "";
  const ask = (path: string, query: URLSearchParams, cookie: string) =>
    get(`${path}?${query}`, { headers: { cookie } });
  return { ...under, ...pages, posted, cookies, sharedOf, personalOf, who, ask };
};

const statusOf = async (answer: Promise<Response>): Promise<number> => {
  const { status, body } = await answer;
  await body?.cancel();
  return status;
};

/** What a stream has told until now and a little while after. */
const listen = async (get: (path: string, init?: RequestInit) => Promise<Response>, path: string, cookie: string) => {
  const abort = new AbortController();
  const { body } = await get(path, { headers: { cookie, accept: "text/event-stream" }, signal: abort.signal });
  assert.ok(body);
  let text = "";
  const ended = (async () => {
    const words = new TextDecoder();
    try {
      for await (const piece of body) text += words.decode(piece, { stream: true });
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
  })();
  return {
    text: () => text,
    ended,
    async until(pattern: RegExp): Promise<void> {
      for (let wait = 0; wait < 2_000 && !pattern.test(text); wait++) await new Promise((next) => setTimeout(next, 10));
      assert.match(text, pattern);
    },
    isCut: () => abort.signal.aborted,
    async stop(): Promise<void> {
      abort.abort();
      await ended;
    },
  };
};

describe("private pages", () => {
  it("open by a link of one's own, not by a shared one, not by somebody else's", async (t) => {
    const { ask, sharedOf, personalOf, who } = await begin(t);
    const shared = await sharedOf(PERSON);
    for (const below of ["/spec", "/events", "/csv"]) {
      assert.equal(await statusOf(ask(PERSON + below, OWN, shared)), 403, below);
      assert.equal(await statusOf(ask(PERSON + below, OWN, await personalOf(PERSON, "UBEN"))), 403, below);
      assert.equal(
        await statusOf(ask(PERSON + below, OWN, await who("UANA"))),
        403,
        `who one is opens no page: ${below}`,
      );
    }
    const refused = await (await ask(`${PERSON}/spec`, OWN, shared)).text();
    assert.match(refused, /oncall stats person:me/);
    assert.doesNotMatch(refused, ANAS);
    for (const cookie of [
      await personalOf(PERSON, "UANA"),
      await personalOf(PERSON, "ULEAD"),
      `${shared}; ${await who("UANA")}`,
    ])
      assert.match(await (await ask(`${PERSON}/spec`, OWN, cookie)).text(), ANAS);
    assert.equal(
      await statusOf(ask(`${PERSON}/spec`, OWN, await personalOf(PERSON, "USTRANGER"))),
      403,
      "nobody knows them",
    );
  });

  it("never reach another who asks the same at the same moment", async (t) => {
    const { ask, sharedOf, personalOf } = await begin(t);
    const [all, ana, ben] = [
      await sharedOf(NIGHTS),
      await personalOf(NIGHTS, "UANA"),
      await personalOf(NIGHTS, "UBEN"),
    ];
    const order = [ana, all, ben, ana, all, ben];
    const texts = await Promise.all(order.map(async (cookie) => (await ask(`${NIGHTS}/spec`, WEEK, cookie)).text()));
    for (const [place, text] of texts.entries()) {
      assert.equal(ANAS.test(text), order[place] === ana, `answer ${place}`);
      if (order[place] === all) assert.doesNotMatch(text, /"private"|Ben Carter/);
    }
  });

  it("are streamed to their viewer alone, also when data changes", async (t) => {
    const { get, sharedOf, personalOf, changed } = await begin(t);
    const events = `${NIGHTS}/events?${RUNNING}`;
    const mine = await listen(get, events, await personalOf(NIGHTS, "UANA"));
    const ours = await listen(get, events, await sharedOf(NIGHTS));
    await mine.until(ANAS);
    await ours.until(/"title"/);
    changed();
    await new Promise((next) => setTimeout(next, 120));
    assert.doesNotMatch(ours.text(), ANAS);
    await mine.stop();
    await ours.stop();
  });

  it("end when nobody knows any more who looks, though the shared link lives on", async (t) => {
    const { get, time, sharedOf, who } = await begin(t, { keepAliveMs: 25 });
    const cookie = `${await sharedOf(NIGHTS)}; ${await who("UANA")}`;
    const mine = await listen(get, `${NIGHTS}/events?${RUNNING}`, cookie);
    await mine.until(ANAS);
    time.nowMs += 12 * 3_600_000 + 1000;
    const patience = setTimeout(() => void mine.stop(), 30_000);
    await mine.ended;
    clearTimeout(patience);
    assert.equal(mine.isCut(), false, "the stream went on");
    const answer = await get(`${NIGHTS}/spec?${RUNNING}`, { headers: { cookie } });
    assert.doesNotMatch(await answer.text(), ANAS);
  });

  it("are not posted to a channel, nor kept as a picture, nor shown below a link", async (t) => {
    const { get, ask, personalOf, posted, parts, links } = await begin(t);
    const cookie = await personalOf(NIGHTS, "UANA");
    const headers = { cookie, origin: PUBLIC_URL, "content-type": "application/json" };
    const post = async (seen: object) =>
      get(`${NIGHTS}/snapshot`, {
        ...{ method: "POST", headers },
        body: JSON.stringify({ ...seen, query: WEEK.toString(), hidden: [], channel: "C1", comment: "" }),
      });
    const seen = (await (await ask(`${NIGHTS}/spec`, WEEK, cookie)).json()) as { spec: Record<string, unknown> };
    const refused = await post(seen);
    assert.equal(refused.status, 403);
    assert.match(await refused.text(), /Only you may see this/);
    const { private: _mark, ...stripped } = seen.spec;
    assert.equal((await post({ ...seen, spec: stripped })).status, 409, "without its mark it is not ours");
    assert.deepEqual(posted, []);
    const saved: Snapshot[] = [];
    const ports = {
      ...parts.snapshots,
      ...{ render: async () => new Uint8Array([1]), drawnAtSource: async () => undefined, newId: () => "one" },
      store: { snapshots: { save: async (one: Snapshot) => void saved.push(one) } },
    } as unknown as Parameters<typeof takeSnapshot>[0];
    const viewer = { userId: "UANA", email: "ana@example.com", lead: false };
    const withViewer = { ...ports, data: { ...ports.data, viewer } };
    await assert.rejects(takeSnapshot(withViewer, { graph: "oncall-nights", query: WEEK }, { by: "UANA" }), {
      code: "forbidden",
    });
    assert.deepEqual(saved, []);
    const shown: unknown[] = [];
    const unfurl = createUnfurl({
      chat: {
        unfurl: async (_shared, cards) => void shown.push(...cards),
        upload: async () => "F1",
        whisper: async (_to: unknown, _user: string, message: Message) => void shown.push(message.kind),
        post: async () => ({ channel: "C1", ts: "1" }),
        user: async (id) => ({ id, name: id, tz: "UTC", outsider: false }),
      },
      read: (url) => links.read(url),
      readBare: (url) => links.readBare(url),
      snapshot: async () => undefined,
      take: (graph, query, by) => takeSnapshot(ports, { graph, query }, { by }),
      urls: { live: () => "https://live", picture: () => "https://picture" },
      ...{ clock: parts.snapshots.clock, log: parts.snapshots.log },
    });
    const paste = (url: string) => unfurl({ channel: "C1", ts: "1", userId: "UANA", urls: [url] });
    await paste(links.shared(PERSON, OWN));
    assert.deepEqual(shown, [], "a sheet of one person has no card");
    await paste(links.shared(NIGHTS, new URLSearchParams(`${WEEK}&person=ana@example.com`)));
    assert.deepEqual(shown, []);
    await paste(links.personal(NIGHTS, WEEK, "UANA"));
    assert.deepEqual(shown, ["reply"], "of a link of their own only they are told");
    await paste(links.shared(NIGHTS, WEEK));
    assert.equal(shown.length, 2);
    assert.doesNotMatch(JSON.stringify([shown, saved.map(({ spec }) => spec)]), ANAS);
  });
});

describe("numbers as a file", () => {
  it("come with a name and as text, by cookie or by a signed address", async (t) => {
    const { get, ask, links, local, sharedOf } = await begin(t);
    const link = links.shared("/g/oncall-load", WEEK).replace("?", "/csv?");
    for (const answer of [
      await get(local(link)),
      await ask("/g/oncall-load/csv", WEEK, await sharedOf("/g/oncall-load")),
    ]) {
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type"), "text/csv; charset=utf-8");
      assert.equal(
        answer.headers.get("content-disposition"),
        'attachment; filename="oncall-load-2026-11-09-2026-11-15.csv"',
      );
      assert.equal(answer.headers.get("cache-control"), "no-store");
      assert.match(await answer.text(), /^day,incidents,pages.*\r\n2026-11-09,\d+,\d+/);
    }
    assert.equal(await statusOf(get("/g/oncall-load/csv")), 403);
    assert.equal(await statusOf(get(local(link).replace("oncall-load", "oncall-noise"))), 403, "for that page alone");
    assert.equal(await statusOf(get(local(link), { method: "POST" })), 405);
  });

  it("have nights of people only for those who may see them", async (t) => {
    const { ask, sharedOf, personalOf } = await begin(t);
    const file = async (cookie: string) => (await ask(`${NIGHTS}/csv`, WEEK, cookie)).text();
    assert.match(await file(await sharedOf(NIGHTS)), /^evening,people,pages\r\n/);
    const mine = await file(await personalOf(NIGHTS, "UANA"));
    assert.match(mine.split("\r\n")[0] ?? "", /^evening,people,pages,pages of Ana Kovac$/);
    assert.match((await file(await personalOf(NIGHTS, "ULEAD"))).split("\r\n")[0] ?? "", /Ben Carter/);
    const own = await ask(`${PERSON}/csv`, OWN, await personalOf(PERSON, "UANA"));
    assert.match(await own.text(), /^day,pages,pages at night\r\n/);
  });

  it("are not there where a page has none", async (t) => {
    const { get, links, local } = await startWeb(t);
    const answer = await get(local(links.shared("/g/oncall-load", WEEK).replace("?", "/csv?")));
    assert.equal(answer.status, 404);
  });
});
