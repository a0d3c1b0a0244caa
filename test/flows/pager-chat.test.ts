import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import type { Message } from "../../src/demo/slack/types.ts";
import { type Kit, type KitOptions, openKit, policyWith } from "./kit.ts";

const textOf = (one: Message): string => `${one.text}\n${JSON.stringify(one.blocks)}`;

/** Words of somebody in #ops, and what they then see that has these words. */
const asking = (kit: Kit) => {
  const { workspace } = kit.house;
  const seen = (who: string, channel: string): readonly Message[] => [
    ...workspace.messages(channel).filter(({ byApp }) => byApp),
    ...workspace.ephemerals(who).map(({ message }) => message),
  ];
  return async (who: string, words: string, answer: RegExp, thread?: string): Promise<Message> => {
    const before = new Set(seen(who, "ops").map(({ ts }) => ts));
    await workspace.type(who, "ops", words, thread === undefined ? {} : { thread });
    const news = (): readonly Message[] => [
      ...seen(who, "ops"),
      ...(thread === undefined ? [] : workspace.thread("ops", thread)),
    ];
    return workspace.until(
      () => news().find((one) => !before.has(one.ts) && one.byApp && answer.test(textOf(one))),
      8_000,
    );
  };
};

const open = async (t: TestContext, options: KitOptions = {}) => {
  const kit = await openKit(t, options);
  const { account } = kit.house;
  const incident = account.trigger({ title: "Checkout is slow", service: "Checkout API" });
  await kit.card("Checkout is slow");
  return { kit, account, incident, say: asking(kit) };
};

const statusOf = ({ account }: PagerDuty, id: string): string | undefined => account.incidentById.get(id)?.status;

const isElement = (value: unknown): value is { readonly value: string; readonly action_id: string } =>
  typeof value === "object" && value !== null && "value" in value && "action_id" in value;

/** Presses the button whose words begin so. */
const press = async ({ house }: Kit, who: string, { ts, blocks = [] }: Message, words: string): Promise<void> => {
  const elements: unknown[] = blocks.flatMap((block) => (Array.isArray(block.elements) ? block.elements : []));
  const found = elements.filter(isElement).find(({ value }) => value.includes(words));
  assert.ok(found, `no button says "${words}"`);
  await house.workspace.press(who, "ops", ts, found.action_id);
};

const froms = ({ house }: Kit, path: RegExp): readonly (string | undefined)[] =>
  house.account.calls.filter((call) => call.method !== "GET" && path.test(call.path)).map(({ from }) => from);

describe("the pager in chat", () => {
  it("acks by number as the person who typed it, and takes it back within a minute", async (t) => {
    const { kit, account, incident, say } = await open(t);
    const { workspace } = kit.house;
    const answer = await say("ana", `/oncall ack ${incident.number}`, /Undo/);
    assert.match(textOf(answer), new RegExp(`#${incident.number}`));
    assert.equal(statusOf(account, incident.id), "acknowledged");
    assert.deepEqual(froms(kit, /^\/incidents/), [account.people.find(({ name }) => name === "Ana Kovac")?.email]);
    await workspace.until(() => /Acknowledged by Ana Kovac/.test(kit.shown("Checkout is slow")), 30_000);
    await press(kit, "ana", answer, "oncall undo");
    await workspace.until(() => statusOf(account, incident.id) === "triggered", 30_000);
    const audit = await say("ana", "/oncall audit", /oncall undo/);
    assert.match(textOf(audit), /oncall ack/);
  });

  it("understands what people typed for years", async (t) => {
    const { account, incident, say } = await open(t);
    await say("ben", "@drm pager sup", /Checkout is slow/);
    await say("ben", "@drm who’s on call?", /On call now/);
    await say("ben", `@drm pager note ${incident.number} looking at it?`, /note/i);
    assert.equal(account.account.incidentById.get(incident.id)?.notes.at(-1)?.content, "looking at it?");
    await say("ben", `@drm pager ack ${incident.number}, 999999`, /999999/);
    assert.equal(statusOf(account, incident.id), "acknowledged");
    await say("ben", "@drm pager frobnicate", /do not know/);
  });

  it("means the incident of the card below which it was said", async (t) => {
    const { kit, account, incident, say } = await open(t);
    const card = await kit.card("Checkout is slow");
    await say("ana", "@drm resolve that one", /Checkout is slow/, card.ts);
    await kit.house.workspace.until(() => statusOf(account, incident.id) === "resolved", 30_000);
  });

  it("resolves everybody's only when it is said twice, and only those that were listed", async (t) => {
    const { kit, account, say } = await open(t);
    const { workspace } = kit.house;
    const asked = await say("ana", "/oncall resolve all", /Checkout is slow/);
    await sleep(100);
    assert.equal(account.open().length > 0, true);
    const later = account.trigger({ title: "Came later", service: "Search" });
    const listed = account.open().length - 1;
    assert.ok(listed > 0);
    await press(kit, "ana", asked, "oncall resolve");
    await workspace.until(() => account.open().length === 1, 30_000);
    assert.equal(statusOf(account, later.id), "triggered");
  });

  it("pages a person at once and names who was called; a second try of the same pages nobody", async (t) => {
    const { kit, account, say } = await open(t, { settings: { PAGERDUTY_PAGE_SERVICE: "Checkout API" } });
    const before = account.open().length;
    const answer = await say("ana", '/oncall page "Hari Menon" the cache is on fire', /Hari Menon/);
    assert.match(textOf(answer), /cache is on fire/);
    assert.equal(account.open().length, before + 1);
    const stored = kit.house.account.calls.filter(({ method, path }) => method === "POST" && path === "/incidents");
    assert.equal(stored.length, 1);
  });

  it("answers with the last known turns and their age when PagerDuty is down", async (t) => {
    const { kit, account, say } = await open(t);
    await say("ana", "/oncall who", /On call now/);
    account.offline(true);
    kit.jump(5 * 60_000);
    const answer = await say("ana", "/oncall who", /PagerDuty does not answer/);
    assert.match(textOf(answer), /On call/);
    account.offline(false);
  });

  it("says who pressed, where everybody sees the answer", async (t) => {
    const { kit, say } = await open(t);
    const answer = await say("ana", "/oncall schedule web", /Web Primary/);
    await press(kit, "ben", answer, "oncall overrides");
    const { workspace } = kit.house;
    const said = await workspace.until(() =>
      workspace.messages("ops").find((one) => /verrides of Web/.test(textOf(one))),
    );
    assert.match(textOf(said), /Asked by Ben Carter/);
  });

  it("lets guests ask, and change nothing", async (t) => {
    const { account, incident, say } = await open(t, { guests: ["gus"] });
    await say("gus", "/oncall incidents", /Checkout is slow/);
    await say("gus", `/oncall ack ${incident.number}`, /Guests/);
    assert.equal(statusOf(account, incident.id), "triggered");
    for (const words of ["/drm doctor", "/drm status", "/oncall queue", "/oncall audit"])
      await say("gus", words, /Guests and people of other workspaces/);
  });

  it("says whom to ask where a permission is withheld", async (t) => {
    const ana = { people: ["U0NOBODY01"], groups: [], channels: [], ask: "the leads" };
    const policy = policyWith({}, { permissions: { act: ana } });
    const { account, incident, say } = await open(t, { policy });
    await say("ana", `/oncall ack ${incident.number}`, /the leads/);
    assert.equal(statusOf(account, incident.id), "triggered");
    await say("ana", "/oncall audit", /refused/);
  });

  it("shows what is open, who is on call and the next shifts on the home tab", async (t) => {
    const { kit } = await open(t);
    const { workspace } = kit.house;
    workspace.openHome("ana");
    const shown = await workspace.until(() => {
      const home = JSON.stringify(workspace.home("ana") ?? "");
      return /Checkout is slow/.test(home) && /on call/i.test(home) ? home : undefined;
    }, 8_000);
    assert.match(shown, /Refresh/);
  });
});
