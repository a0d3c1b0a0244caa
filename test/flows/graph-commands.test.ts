import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { createPrometheusDemo } from "../../src/demo/metrics/prometheus.ts";
import type { Message } from "../../src/demo/slack/types.ts";
import { type KitOptions, openKit } from "./kit.ts";

const TOKEN = "deploys-0123456789abcdef0123456789abcdef";
const textOf = (one: Message): string => `${one.text}\n${JSON.stringify(one.blocks)}`;
const PICTURE = /"type":"image"/;

/** The whole bot with a metrics source; `say` types words in the channel or a thread and waits for the answer. */
const open = async (t: TestContext, options: KitOptions = {}) => {
  const metrics = await createPrometheusDemo({ clock: Date.now });
  t.after(() => metrics.stop());
  const kit = await openKit(t, {
    ...options,
    settings: { PROMETHEUS_URL: metrics.url, DEPLOYS_TOKEN: TOKEN, ...options.settings },
  });
  const { workspace } = kit.house;
  const all = (who: string, thread?: string): readonly Message[] => [
    ...workspace.messages("ops").filter(({ byApp }) => byApp),
    ...(thread === undefined ? [] : workspace.thread("ops", thread).filter(({ byApp }) => byApp)),
    ...workspace.ephemerals(who).map(({ message }) => message),
  ];
  /** The answer that comes to what is done. */
  const answerTo = async (
    doing: () => Promise<unknown>,
    answer: RegExp,
    who: string,
    thread?: string,
  ): Promise<Message> => {
    const before = new Set(all(who, thread).map(({ ts }) => ts));
    await doing();
    return workspace.until(
      () => all(who, thread).find((one) => !before.has(one.ts) && answer.test(textOf(one))),
      8_000,
    );
  };
  const say = (words: string, answer: RegExp, { who = "ana", thread }: { who?: string; thread?: string } = {}) =>
    answerTo(() => workspace.type(who, "ops", words, thread === undefined ? {} : { thread }), answer, who, thread);
  return { kit, workspace, say, answerTo };
};

/** Presses the button of an answer with that label. */
const press = (kit: Awaited<ReturnType<typeof open>>, message: Message, label: string, answer: RegExp, who = "ana") => {
  const { workspace, answerTo } = kit;
  const blocks = JSON.stringify(message.blocks);
  const found = new RegExp(
    `"text":"${label}"[^}]*}[^}]*?"action_id":"([^"]+)"|"action_id":"([^"]+)"[^}]*?"text":{[^}]*"text":"${label}"`,
  ).exec(blocks);
  const actionId = found?.[1] ?? found?.[2] ?? "";
  assert.notEqual(actionId, "", `no button ${label} in ${blocks}`);
  return answerTo(() => workspace.press(who, "ops", message.ts, actionId), answer, who);
};

describe("graphs in a channel", () => {
  it("are saved, drawn by name, made wider and frozen by their buttons", async (t) => {
    const kit = await open(t);
    await kit.say('/graph save orders = queue_depth{queue="$queue"} title:"Orders waiting"', /Saved: orders/);
    const drawn = await kit.say("/graph orders queue=orders last 30m", PICTURE);
    assert.match(textOf(drawn), /Orders waiting/);
    const wider = await press(kit, drawn, "Wider", PICTURE);
    assert.match(textOf(wider), /1 h: /);
    const frozen = await press(kit, wider, "Snapshot", /Snapshot: Orders waiting/);
    assert.match(textOf(frozen), /\/s\/[0-9a-f]{16}\?/);
    assert.match(textOf(frozen), PICTURE);
    const mine = await press(kit, frozen, "My live view", /Your live view/);
    assert.ok(
      kit.workspace.ephemerals("ana").some(({ message }) => message.ts === mine.ts),
      "for her alone",
    );
  });

  it("take deploys from pipelines and people, which are marked and not posted", async (t) => {
    const kit = await open(t);
    const tell = (): Promise<Response> =>
      fetch(`${kit.kit.app.url}/hooks/deploys/${TOKEN}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          version: "v77",
          service: "checkout",
          at: new Date(kit.kit.now() - 60_000).toISOString(),
        }),
      });
    for (const answer of [await tell(), await tell()]) assert.equal(answer.status, 200);
    await kit.say("/graph mark deploy v78 of checkout", /Marked: deploy v78 · checkout/);
    const graphs = kit.kit.app.parts.store.graphs;
    const marks = () => graphs.marks({ fromMs: kit.kit.now() - 3_600_000, toMs: kit.kit.now() }, 10);
    let titles: readonly string[] = [];
    for (let tries = 0; tries < 100 && titles.length < 2; tries += 1) {
      titles = (await marks()).filter(({ source }) => source === "deploys").map(({ title }) => title);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual([...titles].sort(), ["Deploy v77 · checkout", "Deploy v78 · checkout"]);
    const said = kit.workspace.messages("ops").map(textOf).join("\n");
    assert.doesNotMatch(said, /v77/);
  });

  it("lets guests look and change nothing", async (t) => {
    const kit = await open(t, { guests: ["gus"] });
    await kit.say("/graph queue_depth last 1h", PICTURE, { who: "gus" });
    for (const words of ["/graph save q = queue_depth", "/graph mark deploy v1", "/graph snapshot", "/graph watch"])
      await kit.say(words, /Guests and people of other workspaces may look, but not act/, { who: "gus" });
    assert.deepEqual(await kit.kit.app.parts.store.graphs.saved(), []);
  });

  it("begin half an hour before the problem in its thread", async (t) => {
    const kit = await open(t);
    const now = kit.kit.now();
    await kit.kit.nagios("web-1", "PROBLEM", now - 20 * 60_000);
    const card = await kit.kit.card("web-1");
    const drawn = await kit.say("@drm graph queue_depth", PICTURE, { thread: card.ts });
    assert.match(textOf(drawn), /5[01] min: /);
    assert.match(textOf(drawn), /"text":"Watch"/);
    assert.equal(drawn.threadTs, card.ts);
  });
});
