import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { SharedLinks, Unfurl } from "../../src/core/chat.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Message, Place } from "../../src/core/message.ts";
import type { Snapshot } from "../../src/core/store.ts";
import { createUnfurl, type UnfurlPorts } from "../../src/flows/unfurl.ts";
import { createLinks, pictureUrl } from "../../src/web/index.ts";

const NOW_MS = Date.UTC(2026, 10, 18, 12);
const HOUR_MS = 3_600_000;
const NO_QUERY = new URLSearchParams();

const snapshotOf = (id: string, graph = "measure~cafe"): Snapshot => ({
  ...{ id, graph, query: "from=1&to=2", png: Uint8Array.from([1, 2]), atMs: NOW_MS, by: "UANA" },
  spec: {
    ...{
      title: `Title of ${id}`,
      subtitle: "by host",
      panels: [],
      tz: "UTC",
      asOfMs: NOW_MS,
      definition: "",
      read: "",
    },
    summary: `Summary of ${id}`,
    openIn: { label: "Open in Prometheus", url: "https://prometheus.example.com/graph" },
  },
});

const start = (
  publicUrl = "https://drm.example.com",
  changes: Partial<UnfurlPorts> = {},
  chat: Partial<UnfurlPorts["chat"]> = {},
) => {
  const time = { nowMs: NOW_MS };
  const clock = () => time.nowMs;
  const links = createLinks({ secrets: ["a secret for tests only"], publicUrl, clock });
  const seen = {
    unfurled: [] as { shared: SharedLinks; cards: readonly Unfurl[] }[],
    taken: [] as string[],
    uploaded: [] as string[],
    whispers: [] as { to: Place; user: string; message: Message }[],
    lines: [] as string[],
  };
  const note = (_facts: object, message: string) => void seen.lines.push(message);
  const ports: UnfurlPorts = {
    chat: {
      unfurl: async (shared, cards) => void seen.unfurled.push({ shared, cards }),
      upload: async (_png, { filename }) => {
        seen.uploaded.push(filename);
        return `F${seen.uploaded.length}`;
      },
      whisper: async (to, user, message) => void seen.whispers.push({ to, user, message }),
      post: async () => assert.fail("nothing is posted"),
      user: async (id) => {
        if (id === "UGONE") throw new Failure("upstream", "users.info: internal_error");
        return { id, name: id, tz: "UTC", outsider: id === "UGUEST" };
      },
      ...chat,
    },
    read: links.read,
    readBare: links.readBare,
    snapshot: async (id) => (id === "gone" ? undefined : snapshotOf(id)),
    take: async (page, query, userId) => {
      seen.taken.push(`${page}?${query} ${userId}`);
      return { ...snapshotOf(`t${seen.taken.length}`, page), query: query.toString() };
    },
    urls: {
      live: ({ graph, query, atMs }, untilMs) =>
        links.sharedSince(atMs, `/g/${graph}`, new URLSearchParams(query), untilMs),
      picture: (id, untilMs) => pictureUrl(links, id, untilMs),
    },
    clock,
    log: { debug: note, info: note, warn: note, error: note },
    ...changes,
  };
  const unfurl = createUnfurl(ports);
  const paste = (urls: readonly string[], more: Partial<SharedLinks> = {}) =>
    unfurl({ channel: "C1", ts: "1.2", userId: "UANA", urls, ...more });
  const cards = (): readonly Unfurl[] => seen.unfurled.at(-1)?.cards ?? [];
  return { ...seen, time, links, paste, cards };
};

describe("addresses of ours in a message", () => {
  it("show a frozen picture with summary, live view and source, from a signed address that ends with the link", async () => {
    const { links, paste, cards, uploaded } = start();
    const url = links.shared("/s/tuesday", NO_QUERY, NOW_MS + HOUR_MS);
    await paste([url]);
    const [card] = cards();
    assert.deepEqual(
      [card?.url, card?.picture.title, card?.picture.alt],
      [url, "Title of tuesday", "Summary of tuesday"],
    );
    const at = card?.picture.at;
    assert.ok(at && "url" in at && new URL(at.url).pathname === "/s/tuesday.png", JSON.stringify(at));
    assert.equal(links.read(at.url)?.grant.expiresAtMs, NOW_MS + HOUR_MS);
    assert.deepEqual(
      card?.picture.links.map(({ label }) => label),
      ["Live view", "Open in Prometheus"],
    );
    const live = links.read(card?.picture.links[0]?.url ?? "");
    assert.deepEqual(
      [live?.path, live?.grant.kind, live?.query.toString()],
      ["/g/measure~cafe", "shared", "from=1&to=2"],
    );
    assert.equal(live?.grant.expiresAtMs, NOW_MS + HOUR_MS);
    assert.deepEqual(uploaded, []);
  });

  it("show an old picture without its live view, whose time is over", async () => {
    const { links, paste, cards } = start("https://drm.example.com", {
      urls: { live: () => undefined, picture: () => "https://drm.example.com/s/tuesday.png" },
    });
    await paste([links.frozen("/s/tuesday")]);
    assert.deepEqual(
      cards()[0]?.picture.links.map(({ label }) => label),
      ["Open in Prometheus"],
    );
  });

  it("upload the picture where the chat cannot fetch it", async () => {
    for (const publicUrl of [
      "http://drm.example.com",
      "https://127.0.0.1:8080",
      "https://drm.local",
      "https://localhost",
    ]) {
      const { links, paste, cards, uploaded } = start(publicUrl);
      await paste([links.shared("/s/tuesday", NO_QUERY)]);
      assert.deepEqual([cards()[0]?.picture.at, uploaded], [{ fileId: "F1" }, ["measure-tuesday.png"]], publicUrl);
    }
  });

  it("show the words when the picture cannot be uploaded", async () => {
    const upload = async (): Promise<never> => {
      throw new Failure("upstream", "files.getUploadURLExternal: internal_error");
    };
    const { links, paste, cards, lines } = start("http://127.0.0.1:8080", {}, { upload });
    await paste([links.shared("/s/tuesday", NO_QUERY)]);
    assert.deepEqual([cards()[0]?.picture.at, cards()[0]?.picture.alt], [undefined, "Summary of tuesday"]);
    assert.equal(lines.length, 1);
  });

  it("take a picture of a live page, once for a link that is pasted twice", async () => {
    const { links, paste, taken, time, unfurled } = start();
    const url = links.shared("/g/measure~cafe", new URLSearchParams("from=3&to=4&vs=1d"));
    await paste([url]);
    await paste([url], { channel: "C2" });
    assert.deepEqual(taken, ["measure~cafe?from=3&to=4&vs=1d UANA"]);
    assert.equal(unfurled.length, 2);
    time.nowMs += 61_000;
    await paste([url]);
    assert.equal(taken.length, 2);
  });

  it("take it again when it failed", async () => {
    let tries = 0;
    const { links, paste, unfurled } = start("https://drm.example.com", {
      take: async (page) => {
        tries += 1;
        if (tries === 1) throw new Failure("timeout", "the source did not answer");
        return snapshotOf("later", page);
      },
    });
    const url = links.shared("/g/measure~cafe", NO_QUERY);
    await paste([url]);
    await paste([url]);
    assert.deepEqual([tries, unfurled.length], [2, 1]);
  });

  it("never show a link of one person: they are told, once", async () => {
    const { links, paste, unfurled, whispers, taken } = start();
    const own = links.personal("/g/measure~cafe", NO_QUERY, "UBEN");
    await paste([own, `${own}&x=1`, links.personal("/live", NO_QUERY, "UBEN")]);
    assert.deepEqual([unfurled.length, taken.length, whispers.length], [0, 0, 1]);
    assert.deepEqual([whispers[0]?.to, whispers[0]?.user], [{ channel: "C1" }, "UANA"]);
    assert.match(JSON.stringify(whispers[0]?.message), /delete your message/);
  });

  it("tell of a link of one person in private where we are in no channel with them", async () => {
    const posted: unknown[] = [];
    const refuse = async (): Promise<never> => {
      throw new Failure("channel", "not_in_channel");
    };
    const { links, paste, lines } = start(
      "https://drm.example.com",
      {},
      {
        whisper: refuse,
        post: async (...given) => {
          posted.push(given.slice(0, 2));
          return { channel: "D1", ts: "1" };
        },
      },
    );
    await paste([links.personal("/live", NO_QUERY, "UBEN")]);
    assert.match(JSON.stringify(posted), /^\[\[\{"channel":"UANA"\}.*delete your message/);
    assert.deepEqual(lines, []);
  });

  it("show nothing of forged, old, foreign or other addresses", async () => {
    const { links, paste, unfurled, taken, time } = start();
    const good = links.shared("/s/tuesday", NO_QUERY);
    const old = links.shared("/s/monday", NO_QUERY, NOW_MS + 1000);
    time.nowMs += 2000;
    await paste([
      good.replace("tuesday", "other"),
      `${good.slice(0, -1)}${good.endsWith("A") ? "B" : "A"}`,
      good.replace("drm.example.com", "evil.example.com"),
      good.replace("https:", "http:"),
      good.replace("drm.example.com", "drm.example.com:8443"),
      good.replace("https://", "https://user:word@"),
      good.replace(/\?.*/, ""),
      old,
      links.shared("/live", NO_QUERY),
      "https://drm.example.com/healthz",
      "not an address",
    ]);
    assert.deepEqual([unfurled, taken], [[], []]);
  });

  it("show a live page's address as it is copied from a browser, for members alone, with a link that opens it", async () => {
    const bare = "https://drm.example.com/g/measure~cafe?from=3&to=4&vs=1d#hide=web-2";
    for (const userId of ["UGUEST", "UGONE"]) {
      const { paste, unfurled, taken } = start();
      await paste([bare], { userId });
      assert.deepEqual([unfurled, taken], [[], []], userId);
    }
    const { paste, cards, taken, links } = start();
    await paste([bare, bare.replace("drm.", "evil."), bare.replace("https:", "http:"), bare.replace("/g/", "/s/")]);
    assert.deepEqual(taken, ["measure~cafe?from=3&to=4&vs=1d UANA"]);
    assert.equal(cards().length, 1);
    const live = links.read(cards()[0]?.picture.links[0]?.url ?? "");
    assert.deepEqual([live?.path, live?.grant.kind], ["/g/measure~cafe", "shared"]);
    assert.equal(live?.grant.expiresAtMs, NOW_MS + 30 * 24 * HOUR_MS);
    const elsewhere = start();
    await elsewhere.paste([bare], { foreign: true });
    await elsewhere.paste([`${bare.split("#")[0]}&k=1.s.zzzzzz..${"A".repeat(43)}`]);
    assert.deepEqual([elsewhere.unfurled, elsewhere.taken], [[], []], "not before others, and not with a bad token");
  });

  it("show nothing where other workspaces read along, and still warn of a personal link", async () => {
    const { links, paste, unfurled, taken, whispers } = start();
    await paste([links.shared("/g/measure~cafe", NO_QUERY), links.personal("/live", NO_QUERY, "UANA")], {
      foreign: true,
    });
    assert.deepEqual([unfurled.length, taken.length, whispers.length], [0, 0, 1]);
  });

  it("are at most five of one message, each once", async () => {
    const { links, paste, cards } = start();
    const urls = Array.from({ length: 7 }, (_, at) => links.shared(`/s/p${at}`, NO_QUERY));
    await paste([...urls.slice(0, 1), ...urls]);
    assert.deepEqual(
      cards().map(({ url }) => url),
      urls.slice(0, 5),
    );
  });

  it("never throw: one that fails leaves the others, and a failing chat is in the log", async () => {
    const broken = start("https://drm.example.com", {
      take: async () => {
        throw new Failure("timeout", "the source did not answer");
      },
    });
    await broken.paste([
      broken.links.shared("/g/measure~cafe", NO_QUERY),
      broken.links.shared("/s/gone", NO_QUERY),
      broken.links.shared("/s/%E0%A4%A", NO_QUERY),
      broken.links.shared("/s/tuesday", NO_QUERY),
    ]);
    assert.deepEqual(
      broken.cards().map(({ picture }) => picture.title),
      ["Title of tuesday"],
    );
    assert.equal(broken.lines.length, 3);
    const refuse = async (): Promise<never> => {
      throw new Failure("rejected", "cannot_unfurl_url");
    };
    const refused = start("https://drm.example.com", {
      chat: { unfurl: refuse, upload: refuse, whisper: refuse, post: refuse, user: refuse },
    });
    await refused.paste([
      refused.links.shared("/s/tuesday", NO_QUERY),
      refused.links.personal("/live", NO_QUERY, "U1"),
    ]);
    assert.equal(refused.lines.length, 2);
  });
});
