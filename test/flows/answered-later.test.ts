import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { storeAction } from "../../src/flows/act.ts";
import { openKit } from "./kit.ts";

describe("a command whose asker waited in a process that is gone", () => {
  it("is answered where the bot may speak, else in a direct message", async (t) => {
    const kit = await openKit(t, { channels: ["quiet"] });
    const { workspace, account } = kit.house;
    const incident = account.trigger({ title: "Checkout is slow", service: "Checkout API" });
    workspace.kickBot("quiet");
    const ana = workspace.person("ana").id;
    const ack = async (id: string, channel: string, how: "slash" | "direct" | "button"): Promise<void> => {
      const words = { kind: "words", text: `oncall ack ${incident.number}`, userId: ana, channel, how } as const;
      await storeAction(kit.app.parts.store, id, words, kit.now());
    };
    const direct = (): string =>
      workspace
        .messages(workspace.dm("ana").id)
        .map(({ text }) => text)
        .join("\n");
    await ack("e1", workspace.channel("quiet").id, "slash");
    await workspace.until(() => /Checkout is slow: acked/.test(direct()), 30_000);
    await ack("e2", ana, "button");
    await workspace.until(() => /already acked by Ana Kovac/.test(direct()), 30_000);
    const before = direct().length;
    await ack("e3", workspace.dm("ana").id, "direct");
    await workspace.until(() => direct().length > before, 30_000);
    assert.equal(workspace.messages("quiet").length, 0);
  });
});
