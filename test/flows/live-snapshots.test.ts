import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { createPrometheusDemo } from "../../src/demo/metrics/prometheus.ts";
import { linkIn, say, textOf } from "./graphs-chat-kit.ts";
import { openKit } from "./kit.ts";

/** What the bot's pages call themselves (test/support/house.ts). */
const ORIGIN = "http://127.0.0.1:8080";

/** Ana's own live page of a graph, as her browser has it. */
const openPage = async (t: TestContext) => {
  const metrics = await createPrometheusDemo({ clock: Date.now });
  t.after(() => metrics.stop());
  const kit = await openKit(t, { settings: { PROMETHEUS_URL: metrics.url }, channels: ["war"] });
  const { workspace } = kit.house;
  const link = linkIn(await say(kit, "ana", "/graph live queue_depth last 1h", /Open the live view/), "/g/");
  const given = await fetch(new URL(link.pathname + link.search, kit.app.url), { redirect: "manual" });
  const cookie = given.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const { pathname, search } = new URL(given.headers.get("location") ?? "", kit.app.url);
  const get = async (path: string) =>
    JSON.parse(await (await fetch(`${kit.app.url}${pathname}${path}`, { headers: { cookie } })).text());
  const ask = async (channel: string, comment: string, more: object = {}): Promise<{ id?: string; tell?: string }> => {
    const body = { ...(await get(`/spec${search}`)), query: search.slice(1), hidden: [], channel, comment, ...more };
    const answer = await fetch(`${kit.app.url}${pathname}/snapshot`, {
      ...{ method: "POST", body: JSON.stringify(body) },
      headers: { cookie, origin: ORIGIN, "content-type": "application/json" },
    });
    return JSON.parse(await answer.text());
  };
  /** What the page says in the end. */
  const outcome = async (id = ""): Promise<{ state: string; tell?: string }> => {
    for (let tries = 0; tries < 160; tries += 1) {
      const now = await get(`/snapshot/${encodeURIComponent(id)}`);
      if (now.state !== "waiting") return now;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("it never ended");
  };
  return { kit, workspace, get, ask, outcome };
};

describe("a snapshot from a live page", () => {
  it("is posted in the channel that was chosen, whatever the comment looks like", async (t) => {
    const { workspace, ask, outcome } = await openPage(t);
    for (const comment of ["help", "last 2h <!channel> in #ops?"]) {
      const { id } = await ask(workspace.channel("war").id, comment);
      assert.deepEqual(await outcome(id), { state: "done" });
      const message = workspace.messages("war").at(-1);
      assert.ok(message);
      assert.match(textOf(message), /slack_file/);
      assert.doesNotMatch(textOf(message), /<!channel>/);
      assert.ok(textOf(message).includes(comment.split(" ")[0] ?? ""));
      const ends = linkIn(message, "/s/").searchParams.get("k")?.split(".")[2] ?? "";
      const days = (Number.parseInt(ends, 36) * 1000 - Date.now()) / 86_400_000;
      assert.ok(days > 89 && days <= 90, `the frozen picture opens for ${days} days, as long as it is kept`);
    }
  });

  it("is not said to be posted where it could not be: the page, the asker and the audit say why", async (t) => {
    const { kit, workspace, get, ask, outcome } = await openPage(t);
    const names = async () => (await get("/channels")).channels.map(({ name }: { name: string }) => name);
    assert.deepEqual(await names(), ["ops", "war"]);
    workspace.archive("war");
    const { id } = await ask(workspace.channel("war").id, "look");
    const { state, tell } = await outcome(id);
    assert.equal(state, "failed");
    assert.match(tell ?? "", /may not post in that channel/);
    assert.equal(workspace.messages("war").length, 0);
    await say(kit, "ana", "/oncall audit", /graph post .*failed|failed.*graph post/is);
  });

  it("is not offered for a channel that only the person is in", async (t) => {
    const { workspace, get, ask } = await openPage(t);
    workspace.kickBot("war");
    assert.deepEqual(
      (await get("/channels")).channels.map(({ name }: { name: string }) => name),
      ["ops"],
    );
    assert.match((await ask(workspace.channel("war").id, "")).tell ?? "", /or I am not/);
  });

  it("is not said to be posted while Slack takes no message, and is posted when it does again", async (t) => {
    const { workspace, ask, outcome } = await openPage(t);
    workspace.faults.set("chat.postMessage", { error: "internal_error" });
    const failed = await outcome((await ask(workspace.channel("ops").id, "first")).id);
    assert.equal(failed.state, "failed");
    workspace.faults.clear();
    const done = await outcome((await ask(workspace.channel("ops").id, "second")).id);
    assert.equal(done.state, "done");
    const said = workspace.messages("ops").map(textOf).join("\n");
    assert.match(said, /second/);
    assert.doesNotMatch(said, /first/);
  });

  it("is posted once when its answer was lost and it is sent again, and again when it is pressed again", async (t) => {
    const { workspace, get, ask, outcome } = await openPage(t);
    const { id: war } = workspace.channel("war");
    const screen = await get("/spec");
    const press = (key: string, comment = "") => ask(war, comment, { ...screen, query: "", press: key });
    const [one, two] = [await press("p1"), await press("p1")];
    assert.equal(one.id, two.id);
    assert.deepEqual(await outcome(one.id), { state: "done" });
    assert.equal((await press("p1")).id, one.id);
    assert.equal(workspace.messages("war").length, 1);
    for (const [key, comment] of [
      ["p2", ""],
      ["p1", "look"],
    ] as const)
      assert.deepEqual(await outcome((await press(key, comment)).id), { state: "done" });
    assert.equal(workspace.messages("war").length, 3);
  });

  it("is posted once, and said to be, when Slack took it and its answer was lost", async (t) => {
    const { workspace, ask, outcome } = await openPage(t);
    workspace.faults.set("chat.postMessage", { drop: "after", times: 1 });
    assert.deepEqual(await outcome((await ask(workspace.channel("war").id, "look")).id), { state: "done" });
    assert.equal(workspace.messages("war").length, 1);
  });
});
