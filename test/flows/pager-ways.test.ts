import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Message } from "../../src/demo/slack/types.ts";
import { type Kit, openKit } from "./kit.ts";

interface Element {
  readonly value: string;
  readonly action_id: string;
}

const isElement = (value: unknown): value is Element =>
  typeof value === "object" && value !== null && "value" in value && "action_id" in value;

/** All that can be pressed, in their order. */
const elementsOf = (blocks: unknown): readonly Element[] => {
  const found: Element[] = [];
  JSON.stringify(blocks ?? [], (_key, value: unknown) => {
    if (isElement(value)) found.push(value);
    return value;
  });
  return found;
};

/** What an answer says and what its buttons say; who asked stands beside it. */
const shownIn = ({ text, blocks }: Message): string =>
  [text, ...elementsOf(blocks).map(({ value }) => value)].join("\n");

const said = ({ house: { workspace } }: Kit, who: string, channel: string): readonly Message[] => [
  ...workspace.messages(channel).filter(({ byApp }) => byApp),
  ...workspace.ephemerals(who).map(({ message }) => message),
];

/** Words of somebody, and the next answer that they see there. */
const ask = async (kit: Kit, who: string, channel: string, words: string): Promise<Message> => {
  const { workspace } = kit.house;
  const before = new Set(said(kit, who, channel).map(({ ts }) => ts));
  await workspace.type(who, channel, words);
  const isNew = ({ ts, text }: Message): boolean => !before.has(ts) && !text.startsWith("On it");
  return workspace.until(() => said(kit, who, channel).find(isNew), 30_000);
};

/** Action id of the first element that carries these words. */
const actionOf = (blocks: unknown, words: string): string => {
  const found = elementsOf(blocks).find(({ value }) => value.startsWith(words));
  assert.ok(found, `nothing carries "${words}"`);
  return found.action_id;
};

describe("the ways into the pager", () => {
  it("a slash command, a mention and a direct message get the same answer", async (t) => {
    const kit = await openKit(t);
    const dm = kit.house.workspace.dm("ana").id;
    for (const words of [
      "who's on call?",
      "schedules",
      "incidents",
      "my schedule 3",
      "pager me schedule frobnicate",
      "help ack",
    ]) {
      const [slash, mention, direct] = [
        await ask(kit, "ana", "ops", `/oncall ${words}`),
        await ask(kit, "ana", "ops", `@drm ${words}`),
        await ask(kit, "ana", dm, words),
      ].map(shownIn);
      assert.ok(slash && slash.length > 40, words);
      assert.equal(mention, slash, words);
      assert.equal(direct, slash, words);
    }
  });

  it("a guest changes nothing by buttons of others' answers, of the home tab, or by forms", async (t) => {
    const kit = await openKit(t, { guests: ["gus"] });
    const { workspace, account } = kit.house;
    const incident = account.trigger({ title: "Not for guests", service: "Checkout API" });
    const refused = (): number =>
      workspace.ephemerals("gus").filter(({ message }) => /Guests and people of other/.test(message.text)).length +
      workspace
        .messages(workspace.dm("gus").id)
        .filter(({ text, byApp }) => byApp && /Guests and people of other/.test(text)).length;
    const answer = await ask(kit, "ana", "ops", "@drm incidents");
    await workspace.press("gus", "ops", answer.ts, actionOf(answer.blocks, "oncall ack"));
    await workspace.until(() => refused() === 1, 30_000);

    workspace.openHome("gus");
    const tab = await workspace.until(() => {
      const view = workspace.home("gus");
      return JSON.stringify(view?.body ?? "").includes("oncall ack") ? view : undefined;
    }, 8_000);
    await workspace.pressInView("gus", tab.id, actionOf(tab.body.blocks, "oncall ack"));
    await workspace.until(() => refused() === 2, 30_000);

    await workspace.pressInView("gus", tab.id, actionOf(tab.body.blocks, "form:cover"));
    await workspace.until(
      () => JSON.stringify(workspace.modals("gus").at(-1)?.body ?? "").includes("datetimepicker"),
      8_000,
    );
    await workspace.submitView("gus", { to: `${Math.floor(Date.now() / 1000) + 90_000}` });
    await workspace.until(() => refused() === 3, 30_000);

    assert.equal(account.account.incidentById.get(incident.id)?.status, "triggered");
    const changes = account.calls.filter(({ method, path }) => method !== "GET" && !/webhook|extensions/.test(path));
    assert.deepEqual(changes, []);
  });
});
