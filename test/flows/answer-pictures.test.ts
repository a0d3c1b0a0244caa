import { strict as assert } from "node:assert";
import { describe, it, mock } from "node:test";
import type { ChartSpec } from "../../src/core/chart.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Message, Reply } from "../../src/core/message.ts";
import type { Snapshot } from "../../src/core/store.ts";
import { type PicturePorts, type Showing, showWithPicture } from "../../src/flows/answer/pictures.ts";

const spec: ChartSpec = {
  ...{ title: "Latency", subtitle: "", panels: [], tz: "UTC", asOfMs: 0, definition: "", read: "" },
  summary: "last 12 ms",
};
const snapshotOf = (id: string): Snapshot => ({
  ...{ id, graph: "measure~1f", query: "from=a", spec, png: new Uint8Array([1, 2]), atMs: 0, by: "U1" },
});

const setUp = (more: Partial<PicturePorts> = {}, refused: readonly string[] = []) => {
  const said: Message[] = [];
  const sorry: string[] = [];
  const uploads: { filename: string; alt: string }[] = [];
  const log = { debug: mock.fn(), info: mock.fn(), warn: mock.fn(), error: mock.fn() };
  const ports: PicturePorts = {
    chat: {
      upload: async (_png, meta) => {
        uploads.push(meta);
        return "F1";
      },
    },
    snapshot: async ({ id = "new" }) => snapshotOf(id),
    kept: async (id) => (id === "gone" ? undefined : snapshotOf(id)),
    links: () => [{ label: "Live view", url: "https://drm.example.com/g/measure~1f" }],
    log,
    ...more,
  };
  const showing: Showing = {
    asked: { by: "U1", channel: "C1" },
    askedBy: "Ana",
    say: async (message) => {
      if ("picture" in message && message.picture && refused.includes("picture"))
        throw new Failure("rejected", "invalid slack file");
      said.push(message);
    },
    sorry: async (words) => void sorry.push(words),
  };
  return { said, sorry, uploads, log, show: (reply: Reply) => showWithPicture(reply, showing, ports) };
};

const graph = { graph: "measure~1f", query: new URLSearchParams("from=a"), id: "s1", together: true } as const;
const wordsOf = (message: Message | undefined): readonly string[] =>
  message?.kind === "reply" ? (message.reply.lines ?? []) : [];

describe("an answer with its picture", () => {
  it("is one message, with the live view and the alt text", async () => {
    const { said, uploads, show } = setUp();
    await show({ title: "Latency", lines: ["last 12 ms"], picture: graph });
    assert.equal(said.length, 1);
    const [message] = said;
    assert.ok(message?.kind === "reply");
    assert.deepEqual(message.picture, { at: { fileId: "F1" }, alt: "last 12 ms" });
    assert.deepEqual(message.reply.links, [{ label: "Live view", url: "https://drm.example.com/g/measure~1f" }]);
    assert.equal(message.askedBy, "Ana");
    assert.deepEqual(
      uploads.map(({ filename, alt }) => [filename, alt]),
      [["measure-s1.png", "last 12 ms"]],
    );
  });

  it("says its words without a picture that cannot be drawn", async () => {
    const failing = async () => Promise.reject(new Failure("internal", "drawing failed"));
    const { said, show, log } = setUp({ snapshot: failing });
    await show({ title: "Latency", lines: ["last 12 ms"], picture: graph });
    assert.equal(said.length, 1);
    assert.deepEqual(wordsOf(said[0]), ["last 12 ms", "No picture this time: it could not be drawn."]);
    assert.equal(log.error.mock.callCount(), 1);
  });

  it("says its words when the chat refuses the picture only in the message", async () => {
    const { said, show } = setUp({}, ["picture"]);
    await show({ title: "Latency", lines: ["last 12 ms"], picture: graph });
    assert.equal(said.length, 1);
    assert.deepEqual(wordsOf(said[0]), ["last 12 ms", "No picture this time: Slack did not take it."]);
  });

  it("does not wait for a slow one: words first, the picture behind them", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const slow = Promise.withResolvers<Snapshot>();
      const { said, show } = setUp({ snapshot: () => slow.promise });
      const shown = show({ title: "Latency", lines: ["last 12 ms"], picture: graph });
      await Promise.resolve();
      mock.timers.tick(4_999);
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(said.length, 0);
      mock.timers.tick(1);
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(wordsOf(said[0]), ["last 12 ms", "The picture takes longer; it follows."]);
      slow.resolve(snapshotOf("s1"));
      await shown;
      assert.equal(said.length, 2);
      assert.ok(said[1]?.kind === "picture");
      assert.deepEqual(said[1].links, [], "the words have the links already");
    } finally {
      mock.timers.reset();
    }
  });

  it("posts what was taken before as it is, and refuses what is kept no more", async () => {
    const { said, uploads, show } = setUp();
    await show({ title: "Latency", taken: "s9" });
    assert.equal(uploads[0]?.filename, "measure-s9.png");
    assert.ok(said[0]?.kind === "reply" && said[0].picture);
    await assert.rejects(show({ title: "Latency", taken: "gone" }), { code: "not_found" });
  });

  it("of statistics comes behind the words, as a message of its own", async () => {
    const { said, show } = setUp();
    await show({ title: "On-call stats", picture: { graph: "oncall-stats", query: new URLSearchParams() } });
    assert.deepEqual(
      said.map(({ kind }) => kind),
      ["reply", "picture"],
    );
    assert.ok(said[1]?.kind === "picture");
    assert.equal(said[1].links.length, 1);
  });

  it("tells the asker alone that a picture behind the words failed", async () => {
    const failing = async () => Promise.reject(new Failure("upstream", "no"));
    const { said, sorry, log, show } = setUp({ chat: { upload: failing } });
    await show({ title: "On-call stats", picture: { graph: "oncall-stats", query: new URLSearchParams() } });
    assert.equal(said.length, 1);
    assert.match(sorry[0] ?? "", /^No picture this time: Slack did not take it\./);
    assert.equal(log.warn.mock.callCount(), 1);
  });
});
