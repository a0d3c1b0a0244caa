import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { digest, shortId } from "../../src/lib/digest.ts";

describe("digests", () => {
  it("tell contents apart, whatever the order of members", () => {
    assert.equal(digest({ a: 1, b: [2, { c: 3 }] }), digest({ b: [2, { c: 3 }], a: 1 }));
    assert.notEqual(digest({ a: 1 }), digest({ a: "1" }));
    assert.notEqual(digest([1, 2]), digest([2, 1]));
    assert.match(digest(undefined), /^[0-9a-f]{16}$/);
  });

  it("survive nesting without end", () => {
    const deep: unknown = JSON.parse(`${'{"a":['.repeat(20_000)}1${"]}".repeat(20_000)}`);
    assert.match(digest(deep), /^[0-9a-f]{16}$/);
  });

  it("keep long ids apart and short ones as they are", () => {
    assert.equal(shortId("abc"), "abc");
    const [a, b] = [shortId(`${"x".repeat(500)}a`), shortId(`${"x".repeat(500)}b`)];
    assert.equal(a.length, 200);
    assert.notEqual(a, b);
  });
});
