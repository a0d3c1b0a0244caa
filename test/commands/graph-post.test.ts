import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import graphPost from "../../src/commands/graph-post.ts";
import { parseArgs } from "../../src/core/args.ts";
import type { CommandContext } from "../../src/core/command.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Snapshot } from "../../src/core/store.ts";

const NOW_MS = Date.UTC(2026, 10, 18, 12);

const SNAPSHOT: Snapshot = {
  id: "1f2e3d4c",
  graph: "measure~cafe",
  query: "from=1&to=2",
  spec: {
    ...{ title: "Latency", subtitle: "", panels: [], tz: "UTC", asOfMs: NOW_MS, definition: "p95", read: "" },
    summary: "Last 120 ms.",
  },
  png: new Uint8Array(),
  atMs: NOW_MS,
  by: "UANA",
};

const run = (words: string, snapshot: Snapshot = SNAPSHOT) => {
  const asked: (string | undefined)[] = [];
  const graphs = {
    links: ({ id }: Snapshot) => ({ frozen: `https://drm.test/s/${id}`, live: "" }),
    posted: async (id: string | undefined) => {
      asked.push(id);
      if (id === snapshot.id) return snapshot;
      throw new Failure("not_found", "no such picture", { tell: "This picture is no longer kept." });
    },
  };
  const asker = { id: "UANA", name: "Ana", tz: "UTC", outsider: false };
  // The command uses nothing else of its context.
  const context = { graphs, asker } as unknown as CommandContext;
  const args = parseArgs(graphPost.args, words, { nowMs: NOW_MS, tz: "UTC", weekStart: 1 });
  return { asked, reply: graphPost.run(context, args) };
};

describe("graph post", () => {
  it("posts the picture as it was taken, with the comment, and says what was done", async () => {
    const { asked, reply } = run('1f2e3d4c is it\n"the" deploy?');
    const { title, lines, taken, picture, buttons, links, footer, did } = await reply;
    assert.deepEqual(asked, ["1f2e3d4c"]);
    assert.deepEqual([title, taken, picture], ["Latency", "1f2e3d4c", undefined]);
    assert.deepEqual(lines, ['“is it "the" deploy?”', "Last 120 ms."]);
    assert.deepEqual(did, { about: "Latency" });
    assert.deepEqual(links, [{ label: "Frozen picture", url: "https://drm.test/s/1f2e3d4c" }]);
    assert.match(footer?.join() ?? "", /live page/);
    assert.ok(buttons?.some(({ say }) => say === "graph wider 1f2e3d4c"));
    assert.deepEqual((await run("1f2e3d4c").reply).lines, ["Last 120 ms."]);
  });

  it("changes something, so it is stored, permitted and in the audit", () => {
    assert.equal(graphPost.changes, true);
  });

  it("refuses pictures of others and those that are kept no more", async () => {
    const { reply } = run("1f2e3d4c", { ...SNAPSHOT, by: "UBEN" });
    await assert.rejects(reply, { code: "forbidden", tell: /Only whoever took/ });
    await assert.rejects(run("other").reply, { code: "not_found" });
  });

  it("needs a picture, and a comment that fits", async () => {
    for (const words of ["", "   ", "../etc/passwd x", `${"x".repeat(65)}`, `1f2e3d4c ${"x".repeat(501)}`])
      assert.throws(() => run(words), { code: "usage" }, words);
    assert.equal((await run(`1f2e3d4c ${"x".repeat(500)}`).reply).lines?.[0]?.length, 502);
  });
});
