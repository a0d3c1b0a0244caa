import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commands } from "../../src/commands/index.ts";
import { Failure } from "../../src/core/failure.ts";
import { buttonsOf, createContext, linesOf, NOW } from "./context.ts";

const { ask } = createContext({ incidents: [], facts: [], people: [], asOfMs: NOW });
const GROUPS = ["asking", "acting", "graphs", "shifts", "alerts", "numbers", "afterwards", "drm"];

describe("help", () => {
  it("is short: a line a group, each with its button", async () => {
    const reply = await ask("help");
    assert.equal(reply.rows?.length, GROUPS.length);
    assert.ok(linesOf(reply).length < 1_200, `${linesOf(reply).length} characters`);
    for (const { value } of reply.rows ?? []) assert.ok(value.length < 200, value);
    assert.match(
      linesOf(reply),
      /\nAsking: who, .*\nActing: ack, resolve, .*\nGraphs: graph, measure count, .*\nShifts: am i on call, when, my schedule/,
    );
    assert.match(
      linesOf(reply),
      /\nType \/oncall …, \/alerts …, \/graph …, \/measure … or \/drm … in any channel, @drm … where I was invited and in threads/,
    );
    assert.deepEqual(
      reply.buttons?.map(({ say }) => say),
      GROUPS.map((name) => `oncall help ${name}`),
    );
  });

  it("has every command in exactly one group, from its definition, and all of them in one list", async () => {
    const replies = await Promise.all(GROUPS.map((name) => ask(`help ${name}`)));
    const shown = replies.flatMap(({ rows = [] }) => rows);
    const all = (await ask("help all")).rows ?? [];
    for (const { name, help } of commands)
      for (const rows of [shown, all])
        assert.equal(rows.filter(({ label, value }) => value === help && label.startsWith(`/${name}`)).length, 1, name);
    assert.equal(shown.length, commands.length);
    for (const { buttons = [] } of replies) assert.equal(buttonsOf(buttons).length, GROUPS.length - 1);
  });

  it("explains one whole, by any of its names", async () => {
    for (const name of ["stats", "oncall stats", "STATS?"])
      assert.match(linesOf(await ask(`help ${name}`)), /Usage: oncall stats \[range\]/);
    const stats = linesOf(await ask("help stats"));
    assert.match(
      stats,
      /For example: "oncall stats this week" or "oncall stats last month team:payments" or "oncall stats since/,
    );
    assert.match(stats, /Also: stats, oncall statistics/);
    assert.match(stats, /\nMore: stats load, .*stats compare\n/);
    assert.match(stats, /MTTA: creation to first ack by a person; MTTR: creation to resolve/);
    assert.doesNotMatch(linesOf(await ask("help who")), /MTTA/);
  });

  it("offers the nearest when there is no such command", async () => {
    await assert.rejects(ask("help stast"), (error) => {
      assert.ok(error instanceof Failure);
      assert.match(error.tell ?? "", /Did you mean "oncall stats"/);
      return true;
    });
  });
});
