import assert from "node:assert/strict";
import { request } from "node:http";
import { describe, it, type TestContext } from "node:test";
import { isNews, isScene, type News, type Scene } from "../../src/demo/face/client/wire.ts";
import { addFace } from "../../src/demo/face/index.ts";
import { createPagerDuty, type PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { createWorkspace, type Workspace } from "../../src/demo/slack/index.ts";
import { servePictures } from "../demo-slack/picture-server.ts";
import { clientOf, manifest, PEOPLE, png } from "../demo-slack/setup.ts";

interface House {
  readonly workspace: Workspace;
  readonly account: PagerDuty;
}

const setUp = async (t: TestContext): Promise<House> => {
  const account = await createPagerDuty({ clock: Date.now, weeks: 1 });
  t.after(() => account.close());
  const workspace = await createWorkspace({
    ...{ manifest: manifest(), people: PEOPLE, limits: false, fileReadyMs: 0, ackMs: 200 },
    routes: (server, made) => addFace(server, { workspace: made, account }),
  });
  t.after(() => workspace.close());
  return { workspace, account };
};

/** An answer that does not come fails the test instead of holding it up. */
const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { signal: AbortSignal.timeout(20_000), ...init });

const sceneOf = async ({ url }: Workspace, as: string): Promise<Scene> => {
  const scene: unknown = await (await ask(`${url}/face/scene?as=${as}`)).json();
  assert.ok(isScene(scene));
  return scene;
};

const act = async ({ url }: Workspace, name: string, body: object): Promise<unknown> =>
  (
    await ask(`${url}/face/do/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    })
  ).json();

/** Reads a stream until `count` news came. */
const newsAfter = async ({ url }: Workspace, as: string, seq: string, count: number): Promise<readonly News[]> => {
  const ending = new AbortController();
  const late = setTimeout(() => ending.abort(new Error(`fewer than ${count} news`)), 20_000);
  const response = await fetch(`${url}/face/news?as=${as}&after=${seq}`, { signal: ending.signal });
  assert.ok(response.body);
  const found: News[] = [];
  let rest = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + chunk).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      const news: unknown = data === undefined ? undefined : JSON.parse(data);
      if (isNews(news)) found.push(news);
    }
    if (found.length >= count) break;
  }
  clearTimeout(late);
  ending.abort();
  return found;
};

const statusFor = (url: string, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { headers: { host } }, (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? 0);
    });
    asked.setTimeout(20_000, () => asked.destroy(new Error("no answer")));
    asked.on("error", reject).end();
  });

const ANA = "U0000000001";
const BEN = "U0000000002";

describe("the page", () => {
  it("comes with everything it needs and nothing else may run", async (t) => {
    const { workspace } = await setUp(t);
    const page = await ask(workspace.url);
    const html = await page.text();
    assert.match(page.headers.get("content-security-policy") ?? "", /^default-src 'self'/);
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|\son\w+=|https?:/i, "no inline script, nothing from elsewhere");
    const parts = [...html.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, url]) => url ?? "");
    assert.ok(parts.length > 25);
    const known = new Set(parts);
    for (const part of parts) {
      const response = await ask(workspace.url + part);
      const text = await response.text();
      assert.equal(response.status, 200, part);
      if (!part.endsWith(".ts")) continue;
      assert.equal(response.headers.get("content-type"), "text/javascript; charset=utf-8");
      for (const [, target = ""] of text.matchAll(/^\s*(?:import|export)[^"';]*? from "([^"]+)"/gm))
        assert.ok(known.has(new URL(target, workspace.url + part).pathname), `${part} imports ${target}`);
    }
  });

  it("is for this machine and its own scripts", async (t) => {
    const { workspace } = await setUp(t);
    assert.equal(await statusFor(`${workspace.url}/face/scene`, "rebound.example"), 403);
    const simple = await ask(`${workspace.url}/face/do/away`, { method: "POST", body: '{"away":true}' });
    assert.ok(simple.status >= 400, "a request that needs no preflight changes nothing");
    assert.equal(workspace.faults.away, "no");
    assert.equal((await ask(`${workspace.url}/face/do/nothing`, { method: "POST" })).status, 400);
  });

  it("goes on while Slack is cut off", async (t) => {
    const { workspace } = await setUp(t);
    assert.deepEqual(await act(workspace, "away", { away: true }), { ok: true });
    assert.deepEqual((await sceneOf(workspace, ANA)).link, { connected: false, away: true });
    assert.equal((await ask(`${workspace.apiUrl}auth.test`, { method: "POST" })).status, 503);
    await act(workspace, "away", { away: false });
    assert.equal((await ask(`${workspace.apiUrl}auth.test`, { method: "POST" })).status, 200);
  });

  it("triggers an alert, another service each time", async (t) => {
    const { workspace, account } = await setUp(t);
    const before = account.open().length;
    for (let i = 0; i < 3; i++) assert.deepEqual(await act(workspace, "alert", {}), { ok: true });
    const made = account.open().slice(before);
    assert.equal(new Set(made.map((one) => one.service)).size, 3);
  });
});

describe("what one person sees", () => {
  it("is their channels, their whispers and no secret", async (t) => {
    const { workspace } = await setUp(t);
    const bot = clientOf(workspace);
    const channel = workspace.channel("ops").id;
    await bot.chat.postEphemeral({ channel, user: ANA, text: "for Ana" });
    await bot.chat.postMessage({
      ...{ channel, text: "<img src=x>" },
      metadata: { event_type: "drm", event_payload: { secret: "post-id" } },
    });
    const [ana, ben, guest] = await Promise.all([ANA, BEN, "gil"].map((as) => sceneOf(workspace, as)));
    const words = (scene: Scene | undefined) =>
      scene?.rooms.find((one) => one.id === channel)?.messages.map((one) => [one.text, one.onlyYou]);
    assert.deepEqual(words(ana), [
      ["for Ana", true],
      ["<img src=x>", false],
    ]);
    assert.deepEqual(words(ben), [["<img src=x>", false]]);
    assert.deepEqual(
      guest?.rooms.map((one) => one.kind),
      ["im"],
      "a guest is in no channel",
    );
    const everything = JSON.stringify([ana, ben]);
    for (const secret of ["post-id", workspace.tokens.bot, workspace.tokens.app, workspace.signingSecret])
      assert.ok(!everything.includes(secret));
  });

  it("is kept up to date from where the scene ended", async (t) => {
    const { workspace } = await setUp(t);
    const bot = clientOf(workspace);
    const channel = workspace.channel("ops").id;
    const [ana, ben] = [await sceneOf(workspace, ANA), await sceneOf(workspace, BEN)];
    const { ts = "" } = await bot.chat.postMessage({ channel, text: "one" });
    await bot.chat.postEphemeral({ channel, user: ANA, text: "for Ana" });
    await bot.chat.update({ channel, ts, text: "two" });
    await bot.chat.delete({ channel, ts });
    const brief = (news: readonly News[]) =>
      news.map((one) => (one.type === "said" ? `${one.message.text} ${one.fresh}` : one.type));
    const missed = brief(await newsAfter(workspace, ANA, ana.seq, 4));
    assert.deepEqual(missed, ["one true", "for Ana true", "two false", "gone"]);
    assert.deepEqual(brief(await newsAfter(workspace, BEN, ben.seq, 3)), ["one true", "two false", "gone"]);
    assert.deepEqual(brief(await newsAfter(workspace, ANA, "other-run.1", 1)), ["again"]);
  });
});

describe("what one person does", () => {
  it("types, and is told why where that cannot be", async (t) => {
    const { workspace } = await setUp(t);
    const room = workspace.channel("general").id;
    assert.deepEqual(await act(workspace, "type", { as: ANA, room, words: "hello <b> @ben" }), { ok: true });
    assert.equal(workspace.messages("general").at(-1)?.text, `hello &lt;b&gt; <@${BEN}>`);
    workspace.archive("general");
    const refused = { ok: false, tell: "This channel is archived." };
    assert.deepEqual(await act(workspace, "type", { as: ANA, room, words: "again" }), refused);
  });

  it("hears when the app does not answer", async (t) => {
    const { workspace } = await setUp(t);
    const { id: room } = workspace.channel("ops");
    assert.deepEqual(await act(workspace, "type", { as: ANA, room, words: "/oncall stats" }), { ok: true });
    assert.match(
      workspace.ephemerals(ANA).at(-1)?.message.text ?? "",
      /^\/oncall failed because the app did not respond/,
    );
    const button = { type: "button", action_id: "a", text: { type: "plain_text", text: "Go" } } as const;
    const blocks = [{ type: "actions", elements: [button] }] as const;
    const { ts } = await clientOf(workspace).chat.postMessage({
      channel: room,
      text: "x",
      blocks: [...blocks] as never,
    });
    const pressed = await act(workspace, "press", { as: ANA, room, ts, action: "a" });
    assert.deepEqual(pressed, { ok: false, tell: "The app did not respond. Wait a moment and try again." });
  });
});

describe("pictures", () => {
  it("are served without a token, and only pictures are", async (t) => {
    const { workspace } = await setUp(t);
    const bot = clientOf(workspace);
    const channel_id = workspace.channel("ops").id;
    const upload = async (filename: string, bytes: Buffer): Promise<void> => {
      const wanted = { filename, length: bytes.length, alt_txt: "Twelve pages" };
      const { upload_url, file_id } = await bot.files.getUploadURLExternal(wanted);
      await ask(upload_url ?? "", { method: "POST", body: new Uint8Array(bytes) });
      await bot.files.completeUploadExternal({ files: [{ id: file_id ?? "" }], channel_id });
    };
    await upload("chart.png", png(40, 20));
    await upload("page.html", Buffer.from("<script>alert(1)</script>"));
    const scene = await sceneOf(workspace, ANA);
    const files = scene.rooms.flatMap((one) => one.messages).flatMap((one) => one.files);
    const [chart, page] = files;
    assert.deepEqual([chart?.alt, chart?.picture, page?.picture], ["Twelve pages", true, false]);
    const picture = await ask(`${workspace.url}/face/picture/${chart?.id}`);
    assert.equal(picture.headers.get("content-type"), "image/png");
    assert.deepEqual(Buffer.from(await picture.arrayBuffer()), png(40, 20));
    assert.equal((await ask(`${workspace.url}/face/picture/${page?.id}`)).status, 404);
    assert.equal((await ask(`${workspace.url}/face/picture/F404`)).status, 404);
  });

  it("of elsewhere are those that were fetched before, and the page fetches no others", async (t) => {
    const { workspace } = await setUp(t);
    const elsewhere = await servePictures();
    t.after(() => elsewhere.close());
    workspace.pictures.reaches.set("https://drm.example.com", elsewhere.url);
    const show = (image_url: string): string => `${workspace.url}/face/elsewhere?url=${encodeURIComponent(image_url)}`;
    const url = "https://drm.example.com/p/1.png?a=1&b=2";
    assert.equal((await ask(show(url))).status, 404, "nobody posted it");
    const blocks = [{ type: "image", image_url: url, alt_text: "load" }] as const;
    await clientOf(workspace).chat.postMessage({ channel: "ops", text: "x", blocks: [...blocks] });
    const picture = await ask(show(url));
    assert.equal(picture.headers.get("content-type"), "image/png");
    assert.match(picture.headers.get("content-security-policy") ?? "", /^default-src 'self'/);
    assert.deepEqual(Buffer.from(await picture.arrayBuffer()), png("/p/1.png?a=1&b=2".length, 7));
    for (const other of ["", `${elsewhere.url}/p/1.png`, `${workspace.url}/api/auth.test`])
      assert.equal((await ask(show(other))).status, 404, other);
    assert.equal(elsewhere.asked.length, 1);
  });
});
