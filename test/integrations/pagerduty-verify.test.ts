import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import * as z from "zod";
import { Failure } from "../../src/core/failure.ts";
import pagerduty from "../../src/integrations/pagerduty.ts";

const BODY = new TextEncoder().encode('{"event":{ "id":"E1" }}');
const sign = (secret: string, body = BODY): string => `v1=${createHmac("sha256", secret).update(body).digest("hex")}`;

interface Given {
  readonly signature?: string | undefined;
  readonly secrets?: string | undefined;
  readonly body?: Uint8Array;
  readonly method?: string;
  readonly token?: string;
  readonly pathToken?: string;
}
const verify = async ({
  signature,
  secrets = "one",
  body = BODY,
  method = "POST",
  token,
  pathToken,
}: Given): Promise<void> =>
  pagerduty.relay?.verify(
    {
      method,
      url: "https://drm.example.com/hooks/pagerduty",
      headers: signature === undefined ? {} : { "x-pagerduty-signature": signature },
      query: new URLSearchParams(),
      pathToken,
      body,
    },
    {
      PAGERDUTY_TOKEN: undefined,
      PAGERDUTY_WEBHOOK_SECRETS: secrets,
      PAGERDUTY_REGION: undefined,
      PAGERDUTY_URL: undefined,
      PAGERDUTY_ROUTING_KEY: undefined,
      PAGERDUTY_EVENTS_URL: undefined,
      PAGERDUTY_PAGE_SERVICE: undefined,
      PAGERDUTY_WEBHOOK_TOKEN: token,
    },
  );
const failsWith = (code: string, status: number) => (error: unknown) =>
  error instanceof Failure && error.code === code && error.status === status;
const refused = (given: Given) => assert.rejects(verify(given), failsWith("forbidden", 403), JSON.stringify(given));

describe("PagerDuty signatures", () => {
  it("accept one match among several signatures and several secrets", async () => {
    await verify({ signature: sign("one") });
    await verify({ signature: `${sign("old")}, ${sign("one")}` });
    await verify({ signature: `v2=ffff,${sign("two")}`, secrets: " one , two " });
    await verify({ signature: sign("one").replace(/[a-f]/g, (digit) => digit.toUpperCase()) });
  });

  it("refuse everything else", async () => {
    await refused({});
    await refused({ signature: "" });
    await refused({ signature: "v1=" });
    await refused({ signature: sign("one").slice(3) });
    await refused({ signature: sign("one").replace("v1=", "v0=") });
    await refused({ signature: sign("one").slice(0, -1) });
    await refused({ signature: `${sign("one")}00` });
    await refused({ signature: sign("two") });
    await refused({ signature: sign("one"), body: new TextEncoder().encode('{"event":{"id":"E1"}}') });
  });

  it("refuse when no secret is set, and an empty one is none", async () => {
    for (const secrets of ["", " , "]) await refused({ secrets, signature: sign("") });
  });

  it("may be missing where a token is set, as v2 webhooks need, and never be wrong beside it", async () => {
    const token = "0123456789abcdef-v2";
    await verify({ token, pathToken: token });
    await verify({ token, pathToken: token, secrets: "" });
    await verify({ token, signature: sign("one") });
    await refused({ token, pathToken: `${token}x` });
    await refused({ token });
    await refused({ token, pathToken: token, signature: sign("two") });
    await refused({ pathToken: token });
  });

  it("take POST only", async () => {
    await assert.rejects(verify({ method: "GET", signature: sign("one") }), failsWith("usage", 400));
  });

  it("tell nothing of the secrets", async () => {
    await assert.rejects(verify({ signature: sign("two"), secrets: "s3cr3t" }), (error: unknown) => {
      assert.ok(error instanceof Failure);
      return !`${error.message} ${error.tell}`.includes("s3cr3t");
    });
  });
});

const SHARED = new URL("../../../shared/payloads/", import.meta.url);
const list = new URL("signatures.json", SHARED);
const Signed = z.array(
  z.object({
    file: z.string(),
    header: z.string().optional(),
    secret: z.string().optional(),
    signature: z.string().optional(),
    valid: z.boolean(),
  }),
);
describe("captured signatures", { skip: !existsSync(list) && "../shared/payloads is not there" }, () => {
  if (!existsSync(list)) return;
  const signed = Signed.parse(JSON.parse(readFileSync(list, "utf8"))).filter(
    ({ header }) => header === "X-PagerDuty-Signature",
  );
  for (const { file, secret, signature, valid } of signed)
    it(`${file} ${valid ? "is genuine" : "is forged"}`, async () => {
      const given = { signature, secrets: `other,${secret}`, body: readFileSync(new URL(file, SHARED)) };
      await (valid ? verify(given) : refused(given));
    });
});
