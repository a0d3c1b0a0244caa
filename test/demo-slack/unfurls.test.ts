import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import type { Json } from "../../src/demo/slack/json.ts";
import { clientOf, manifest, outcome, SCOPES, socketApp, start } from "./setup.ts";

const LINKS = [...SCOPES, "links:read", "links:write"];
const EVENTS = ["app_mention", "message.im", "link_shared"];

const withDomains = (unfurl_domains: readonly string[], scopes: readonly string[] = LINKS) => {
  const plain = manifest({ scopes, events: EVENTS });
  return { ...plain, features: { ...plain.features, unfurl_domains } };
};

interface Heard {
  readonly event: Json;
}

const setUp = async (t: TestContext, options: Parameters<typeof start>[0] = {}) => {
  const workspace = await start({ manifest: withDomains(["drm.example.com"]), ...options });
  const heard: Heard[] = [];
  const { app, stop, connectedAgain } = socketApp(workspace, { clientPingTimeout: 300 });
  app.event("link_shared", async ({ event }) => void heard.push({ event: { ...event } }));
  await app.init();
  await app.start();
  t.after(async () => {
    await stop();
    await workspace.close();
  });
  await workspace.until(() => workspace.connections > 0);
  const client = clientOf(workspace);
  const unfurl = (args: object) => outcome(client.apiCall("chat.unfurl", { ...args }));
  const post = async (words: string, channel = "ops", more: { thread?: string } = {}) => {
    const typed = await workspace.type("ana", channel, words, more);
    assert.equal(typed.kind, "message");
    return typed.kind === "message" ? typed.ts : "";
  };
  /** The event, once it is acknowledged too. */
  const told = (count = 1): Promise<Json> =>
    workspace.until(() => workspace.sharedLinks[count - 1]?.acked && heard[count - 1]?.event);
  return { workspace, heard, unfurl, post, told, connectedAgain };
};

const URL_ = "https://drm.example.com/g/cpu?a=1&b=2";
const WRITTEN = "https://drm.example.com/g/cpu?a=1&amp;b=2";
const card = (text = "CPU") => ({ blocks: [{ type: "section", text: { type: "mrkdwn", text } }] });

describe("links of registered domains", () => {
  it("are told with their place, wherever they are, the ampersand as Slack writes it", async (t) => {
    const { workspace, post, told } = await setUp(t);
    const ts = await post(`look ${URL_} and https://other.example.org/ and ${URL_}`);
    const event = await told();
    const { links, unfurl_id, event_ts, ...rest } = event;
    assert.deepEqual(links, [{ domain: "drm.example.com", url: WRITTEN }]);
    assert.match(String(unfurl_id), /^C\w+\.\d+\.\d+\.[0-9a-f]{64}$/);
    assert.match(String(event_ts), /^\d+\.\d{6}$/);
    assert.deepEqual(rest, {
      type: "link_shared",
      channel: workspace.channel("ops").id,
      user: workspace.person("ana").id,
      message_ts: ts,
      source: "conversations_history",
      is_bot_user_member: true,
    });
    await post("https://sub.drm.example.com/x", "general", { thread: await post("no link", "general") });
    const second = await told(2);
    assert.equal(second.is_bot_user_member, false, "also where the app is not");
    assert.match(String(second.thread_ts), /^\d+/);
  });

  it("are not told without the scope, without the event, of others, and of the app itself", async (t) => {
    const { workspace, heard, post } = await setUp(t);
    await post("https://notdrm.example.com/ https://drm.example.com.evil.org/ drm.example.com");
    await clientOf(workspace).chat.postMessage({ channel: "ops", text: `<${WRITTEN}>` });
    assert.deepEqual(workspace.sharedLinks, []);
    await post(URL_);
    await workspace.until(() => heard.length > 0);
    assert.equal(heard.length, 1);
    const deaf = await setUp(t, { manifest: { ...manifest({ scopes: LINKS }) } });
    await deaf.post(URL_);
    assert.deepEqual(deaf.workspace.sharedLinks, []);
    await assert.rejects(
      start({ manifest: withDomains(["drm.example.com"], [...SCOPES, "links:write"]) }),
      /link_shared needs the scope links:read/,
    );
    await assert.rejects(start({ manifest: withDomains(["https://drm.example.com"]) }), /not a domain to unfurl/);
    await assert.rejects(
      start({ manifest: withDomains(["a.example", "b.example", "c.example", "d.example", "e.example", "f.example"]) }),
      /no more than 5/,
    );
  });

  it("of a domain with a port are told where that was added", async (t) => {
    const { workspace, post, told } = await setUp(t);
    workspace.unfurlDomains.add("127.0.0.1:8080");
    await post("http://127.0.0.1:8081/g/x http://127.0.0.1:8080/g/x");
    assert.deepEqual((await told()).links, [{ domain: "127.0.0.1:8080", url: "http://127.0.0.1:8080/g/x" }]);
  });
});

describe("chat.unfurl", () => {
  it("shows one card below each link, and a later one in its place", async (t) => {
    const { workspace, unfurl, post, told } = await setUp(t);
    const ts = await post(`${URL_} https://drm.example.com/s/1`);
    await told();
    const channel = workspace.channel("ops").id;
    assert.equal((await unfurl({ channel, ts, unfurls: { [WRITTEN]: card() } })).ok, true);
    assert.equal((await unfurl({ channel, ts, unfurls: { "https://drm.example.com/s/1": card("frozen") } })).ok, true);
    assert.equal((await unfurl({ channel, ts, unfurls: { [WRITTEN]: card("again") } })).ok, true);
    const [message] = workspace.messages("ops");
    assert.deepEqual(
      message?.attachments.map(({ id, app_unfurl_url, is_app_unfurl }) => [id, app_unfurl_url, is_app_unfurl]),
      [
        [1, "https://drm.example.com/s/1", true],
        [2, WRITTEN, true],
      ],
    );
    assert.match(JSON.stringify(message?.attachments), /again/);
    assert.equal(message?.edited, undefined);
  });

  it("works by the link's own id, and in the composer by nothing else", async (t) => {
    const { workspace, unfurl, post, told } = await setUp(t);
    await post(URL_);
    const { unfurl_id } = await told();
    const unfurls = { [WRITTEN]: card() };
    assert.equal((await unfurl({ unfurl_id, source: "conversations_history", unfurls })).ok, true);
    assert.equal(workspace.messages("ops").at(-1)?.attachments.length, 1);
    const composed = workspace.compose("ana", `look ${URL_}`);
    const event = await told(2);
    assert.deepEqual([event.channel, event.source, event.message_ts], ["COMPOSER", "composer", event.unfurl_id]);
    assert.equal(
      (await unfurl({ channel: event.channel, ts: event.message_ts, unfurls })).error,
      "cannot_find_channel",
    );
    await workspace.until(() => composed?.acked);
    assert.equal((await unfurl({ unfurl_id: event.unfurl_id, source: "composer", unfurls })).ok, true);
    assert.deepEqual([...(composed?.shown.keys() ?? [])], [WRITTEN]);
    assert.equal(workspace.compose("ana", "no link"), undefined);
  });

  it("refuses what is not there, in Slack's words", async (t) => {
    let nowMs = Date.now();
    const { workspace, unfurl, post, told } = await setUp(t, { clock: () => nowMs });
    const ts = await post(URL_);
    await told();
    const channel = workspace.channel("ops").id;
    const at = { channel, ts };
    const unfurls = { [WRITTEN]: card() };
    const wrong: readonly (readonly [object, string])[] = [
      [{ ...at }, "missing_unfurls"],
      [{ ts, unfurls }, "missing_channel"],
      [{ channel, unfurls }, "missing_ts"],
      [{ source: "composer", unfurls }, "missing_unfurl_id"],
      [{ unfurl_id: "x", unfurls }, "missing_source"],
      [{ unfurl_id: "x", source: "elsewhere", unfurls }, "invalid_source"],
      [{ unfurl_id: "x", source: "composer", unfurls }, "invalid_unfurl_id"],
      [{ ...at, channel: "C0NOWHERE0", unfurls }, "cannot_find_channel"],
      [{ ...at, ts: "1.000001", unfurls }, "cannot_find_message"],
      [{ ...at, unfurls: [] }, "invalid_unfurls_format"],
      [{ ...at, unfurls: { [WRITTEN]: "x" } }, "invalid_unfurls_format"],
      [{ ...at, unfurls: { [URL_]: card() } }, "cannot_unfurl_message"],
      [{ ...at, unfurls: { "https://other.example.org/": card() } }, "cannot_unfurl_url"],
      [{ ...at, unfurls: { [WRITTEN]: { blocks: [{ type: "nonsense" }] } } }, "cannot_parse_attachment"],
      [{ ...at, unfurls: { [WRITTEN]: { ...card(), preview: { title: "x" } } } }, "cannot_parse_attachment"],
    ];
    for (const [args, error] of wrong) assert.equal((await unfurl(args)).error, error, JSON.stringify(args));
    const image = { type: "image", image_url: "https://127.0.0.1/x.png", alt_text: "x" };
    const refused = await unfurl({ ...at, unfurls: { [WRITTEN]: { blocks: [image] } } });
    assert.match(String(refused.errors), /downloading image failed/);
    assert.deepEqual(workspace.messages("ops").at(-1)?.attachments, []);
    nowMs += 61 * 60_000;
    assert.equal((await unfurl({ ...at, unfurls })).error, "cannot_unfurl_url", "too late");
  });

  it("takes nothing before the event was acknowledged", async (t) => {
    const { workspace, unfurl, post, connectedAgain } = await setUp(t);
    const again = connectedAgain();
    workspace.cutSockets();
    const ts = await post(URL_);
    const args = { channel: workspace.channel("ops").id, ts, unfurls: { [WRITTEN]: card() } };
    assert.equal((await unfurl(args)).error, "cannot_unfurl_url");
    await again;
  });

  it("needs links:write", async (t) => {
    const { workspace, unfurl, post } = await setUp(t, {
      manifest: withDomains(["drm.example.com"], [...SCOPES, "links:read"]),
    });
    const ts = await post(URL_);
    const refused = await unfurl({ channel: workspace.channel("ops").id, ts, unfurls: { [WRITTEN]: card() } });
    assert.deepEqual([refused.error, refused.needed], ["missing_scope", "links:write"]);
  });
});
