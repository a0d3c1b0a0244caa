import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import * as z from "zod";
import { Failure } from "../../src/core/failure.ts";
import { guessContentType, Id, parseJson, readJson } from "../../src/lib/payload.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const unreadable = (words: RegExp) => (error: unknown) =>
  error instanceof Failure && error.code === "unreadable" && words.test(error.message);

describe("lossless JSON", () => {
  it("keeps integers beyond 2^53 as text, and nothing else", () => {
    const text =
      '{"a":9007199254740993,"b":-9007199254740993,"c":9007199254740991,"d":1.5,"e":1e300,"f":"12345678901234567890"}';
    assert.deepEqual(readJson(text), {
      a: "9007199254740993",
      b: "-9007199254740993",
      c: 9007199254740991,
      d: 1.5,
      e: 1e300,
      f: "12345678901234567890",
    });
  });

  it("gives one kind of id", () => {
    const Shape = z.object({ ids: z.array(Id) });
    assert.deepEqual(parseJson(Shape, '{"ids":[1,"x",31234567890123456789]}').ids, ["1", "x", "31234567890123456789"]);
  });

  it("reads UTF-8 with or without a byte order mark", () => {
    assert.deepEqual(parseJson(z.object({ a: z.string() }), bytes('\uFEFF{"a":"ü"}')), { a: "ü" });
  });

  it("says shortly why it cannot read, and where", () => {
    assert.throws(() => readJson(" "), unreadable(/^the body is empty$/));
    assert.throws(() => readJson("{"), unreadable(/^the body is not JSON$/));
    assert.throws(() => readJson("[".repeat(100_000)), unreadable(/not JSON/));
    const Deep = z.object({ event: z.object({ id: Id }) });
    assert.throws(() => parseJson(Deep, '{"event":{}}'), unreadable(/^event\.id: /));
  });
});

describe("types", () => {
  it("guesses what a body is", () => {
    assert.equal(guessContentType(bytes(' \n{"a":1}')), "application/json");
    assert.equal(guessContentType(bytes("[1]")), "application/json");
    assert.equal(guessContentType(bytes("payload=%7B%7D&x=1")), "application/x-www-form-urlencoded");
    assert.equal(guessContentType(bytes("disk = full")), "text/plain");
    assert.equal(guessContentType(bytes("")), "text/plain");
  });
});
