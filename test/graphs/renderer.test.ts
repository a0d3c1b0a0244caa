import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { after, describe, it } from "node:test";
import sharp from "sharp";
import { Failure } from "../../src/core/failure.ts";
import { createRenderer, type RendererOptions } from "../../src/graphs/render/renderer.ts";
import { emptySpec, servicesPanel, specOf, weekSpec } from "./sample-spec.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const one = specOf([servicesPanel]);
const worker = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
const failsWith = (code: string) => (error: unknown) => error instanceof Failure && error.code === code && !!error.tell;
const make = (options: Partial<RendererOptions> = {}) =>
  createRenderer({ log: silent, clock: () => performance.now(), ...options });

const ECHO = `import { parentPort, threadId } from "node:worker_threads";
parentPort.on("message", ({ id, spec }) => {
  if (spec.title === "hang") return;
  if (spec.title === "crash") process.exit(3);
  if (spec.title === "throw") setTimeout(() => { throw new Error("thrown"); });
  else parentPort.postMessage({ id, png: new Uint8Array([threadId]) });
});`;
const titled = (title: string) => ({ ...one, title });

describe("renderer", () => {
  const shared = make();
  after(() => shared.close());

  it("draws one panel at twice 1200 x 630, opaque", async () => {
    const png = await shared.render(one, { theme: "light" });
    const { width, height, format } = await sharp(png).metadata();
    assert.deepEqual([width, height, format], [2400, 1260, "png"]);
    assert.equal((await sharp(png).stats()).isOpaque, true);
    const [red, green, blue] = await sharp(png).extract({ left: 2, top: 2, width: 1, height: 1 }).raw().toBuffer();
    assert.deepEqual([red, green, blue], [255, 255, 255]);
  });

  it("draws the same bytes again, other bytes in the other theme, panels below each other", async () => {
    const [first, again, dark] = await Promise.all([
      shared.render(weekSpec, { theme: "light" }),
      shared.render(weekSpec, { theme: "light" }),
      shared.render(weekSpec, { theme: "dark" }),
    ]);
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, dark);
    const { width, height } = await sharp(first).metadata();
    assert.equal(width, 2400);
    assert.ok((height ?? 0) > 2 * 1260);
    const corner = await sharp(dark).extract({ left: 2, top: 2, width: 1, height: 1 }).removeAlpha().raw().toBuffer();
    assert.deepEqual([...corner], [0x1a, 0x1d, 0x21]);
  });

  it("draws panels that have nothing to draw, at another width", async () => {
    const png = await shared.render(emptySpec, { theme: "dark", width: 560 });
    assert.equal((await sharp(png).metadata()).width, 1120);
  });

  it("says internal for a spec it cannot draw and goes on", async () => {
    await assert.rejects(shared.render({ ...one, panels: [] }, { theme: "light" }), failsWith("internal"));
    await assert.rejects(shared.render({ ...one, tz: "Mars/Phobos" }, { theme: "light" }), failsWith("internal"));
    assert.ok((await shared.render(one, { theme: "light" })).length > 10_000);
  });

  it("stays about the same size after many pictures", async () => {
    const draw = async (times: number) => {
      for (let at = 0; at < times; at++) await shared.render(one, { theme: at % 2 ? "dark" : "light" });
      return process.memoryUsage().rss / 1e6;
    };
    const before = await draw(40);
    const grown = (await draw(80)) - before;
    assert.ok(grown < 90, `${grown.toFixed(0)} MB more after 80 pictures`);
  });

  it("does not hold the main thread while it draws", async () => {
    const before = performance.eventLoopUtilization();
    for (let at = 0; at < 8; at++) await shared.render(one, { theme: "light" });
    const { utilization } = performance.eventLoopUtilization(before);
    assert.ok(utilization < 0.4, `the main thread was busy for ${(utilization * 100).toFixed(0)} % of the time`);
  });
});

describe("renderer with a worker that", () => {
  const options = { worker: worker(ECHO), timeoutMs: 300 };

  it("hangs: timeout for that picture, a new worker for the next", async () => {
    const renderer = make(options);
    const hang = renderer.render(titled("hang"), { theme: "light" });
    const next = renderer.render(titled("fine"), { theme: "light" });
    await assert.rejects(hang, failsWith("timeout"));
    assert.equal((await next).length, 1);
    await renderer.close();
  });

  for (const how of ["crash", "throw"]) {
    it(`dies (${how}): internal for all who wait, a new worker for the next`, async () => {
      const renderer = make({ ...options, timeoutMs: 5000 });
      const [id] = await renderer.render(titled("fine"), { theme: "light" });
      const waiting = [how, "fine", "fine"].map((title) => renderer.render(titled(title), { theme: "light" }));
      for (const one of await Promise.allSettled(waiting)) {
        assert.ok(one.status === "rejected" && failsWith("internal")(one.reason));
      }
      const [other] = await renderer.render(titled("fine"), { theme: "light" });
      assert.notEqual(other, id);
      await renderer.close();
    });
  }

  it("idles: ends, and starts again on demand", async () => {
    let ended: (() => void) | undefined;
    const log = { ...silent, debug: (_: unknown, message: string) => message.includes("ended") && ended?.() };
    const renderer = make({ ...options, idleMs: 20, log });
    const [id] = await renderer.render(titled("fine"), { theme: "light" });
    await new Promise<void>((resolve) => {
      ended = resolve;
    });
    const [other] = await renderer.render(titled("fine"), { theme: "light" });
    assert.notEqual(other, id);
    await renderer.close();
  });

  it("is closed or has too much to do: unavailable", async () => {
    const renderer = make({ ...options, maxWaiting: 1 });
    const first = renderer.render(titled("hang"), { theme: "light" });
    const second = renderer.render(titled("fine"), { theme: "light" });
    await assert.rejects(renderer.render(titled("fine"), { theme: "light" }), failsWith("unavailable"));
    const outcome = Promise.allSettled([first, second]);
    await renderer.close();
    for (const one of await outcome) assert.ok(one.status === "rejected" && failsWith("unavailable")(one.reason));
    await assert.rejects(renderer.render(one, { theme: "light" }), failsWith("unavailable"));
  });
});
