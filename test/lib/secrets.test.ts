import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { hmacHex, sameText, signedByAny } from "../../src/lib/hmac.ts";
import { requireToken, splitSecrets } from "../../src/lib/token.ts";

const BODY = new TextEncoder().encode("what do ya want for nothing?");

describe("signatures", () => {
  it("are HMACs as RFC 4231 and RFC 2202 have them", () => {
    assert.equal(hmacHex("sha256", "Jefe", BODY), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assert.equal(hmacHex("sha1", "Jefe", BODY), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  });

  it("need one match", () => {
    const good = hmacHex("sha256", "b", BODY);
    assert.ok(signedByAny(["a", "b"], ["00", good.toUpperCase()], BODY));
    for (const [secrets, signatures] of [
      [["a"], [good]],
      [[], [good]],
      [["b"], []],
      [["b"], ["", good.slice(1)]],
    ] as const)
      assert.ok(!signedByAny(secrets, signatures, BODY));
  });

  it("compare texts of any length", () => {
    assert.ok(sameText("", "") && sameText("ü", "ü"));
    assert.ok(!sameText("a", "ab") && !sameText("", "a"));
  });
});

describe("tokens", () => {
  const refused = (given: string | undefined, setting: string | undefined) =>
    assert.throws(
      () => requireToken(given, setting),
      (error: unknown) =>
        error instanceof Failure && error.code === "forbidden" && !error.message.includes(setting || "-"),
    );

  it("are split at commas", () => {
    assert.deepEqual(splitSecrets(" a, b ,,c"), ["a", "b", "c"]);
    assert.deepEqual(splitSecrets(undefined), []);
  });

  it("open the door while rotating, and only then", () => {
    requireToken("new", "old, new");
    requireToken("old", "old, new");
    for (const given of [undefined, "", "ne", "old, new", "new "]) refused(given, "old, new");
    refused("", "");
    refused(undefined, undefined);
    refused("", " , ");
  });
});
