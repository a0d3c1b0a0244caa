import { strict as assert } from "node:assert";
import { sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { HookRequest } from "../../src/core/integration.ts";
import { signedText } from "../../src/integrations/cloudwatch/envelope.ts";
import { createVerify } from "../../src/integrations/cloudwatch/verify.ts";
import cloudwatch from "../../src/integrations/cloudwatch.ts";
import {
  bytes,
  capturedFiles,
  isForbidden,
  NOT_CAPTURED,
  RECEIVED_MS,
  request,
  sourceKit,
  unreadable,
} from "./source-kit.ts";

const { only, parse, one, check } = sourceKit(cloudwatch);
const pem = (name: string) => readFileSync(new URL(`../support/sns/${name}.pem`, import.meta.url), "utf8");
const TOPIC = "arn:aws:sns:eu-central-1:210987654321:shop-alarms";
const CERTIFICATE =
  "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";
const CONFIRM = `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t0k3n`;
const PLAIN = {
  Type: "Notification",
  MessageId: "11111111-0000-4000-8000-0000000000ff",
  TopicArn: TOPIC,
  Message: "héllo\nworld",
  Timestamp: "2026-11-16T09:59:59.000Z",
  SignatureVersion: "2",
  SigningCertURL: CERTIFICATE,
};

/** Signs a message as SNS would, then changes it. */
const message = (changes: object = {}, tampered: object = {}): Uint8Array => {
  const made = { ...PLAIN, ...changes };
  const text = signedText({ ...made, Type: made.Type as "Notification" });
  const algorithm = made.SignatureVersion === "1" ? "rsa-sha1" : "rsa-sha256";
  return bytes(
    JSON.stringify({
      ...made,
      Signature: sign(algorithm, bytes(text), pem("test-key")).toString("base64"),
      ...tampered,
    }),
  );
};

/** A verifier that answers with a certificate and writes down what was asked for. */
const verifier = (certificate = "certificate") => {
  const asked: string[] = [];
  const verify = createVerify({
    certificate: async (url) => {
      asked.push(url.href);
      return certificate.includes("-----") ? certificate : pem(certificate);
    },
    confirm: async (url) => {
      asked.push(url.href);
      return "<ConfirmSubscriptionResponse/>";
    },
  });
  return {
    asked,
    verify: (
      body: Uint8Array,
      changes: Partial<HookRequest> = {},
      topics: string | undefined = `arn:aws:sns:x:1:other, ${TOPIC}`,
    ) => verify(request({ body, ...changes }), topics),
  };
};
const refused = async (body: Uint8Array, changes: Partial<HookRequest> = {}) =>
  assert.rejects(verifier().verify(body, changes), isForbidden, Buffer.from(body).toString("utf8"));

describe("AWS SNS", () => {
  it("signatures of both versions are accepted, with and without a subject", async () => {
    for (const SignatureVersion of ["1", "2"])
      for (const changes of [{}, { Subject: "ALARM" }, { Subject: null }]) {
        const { verify, asked } = verifier();
        await verify(message({ SignatureVersion, ...changes }));
        assert.deepEqual(asked, [CERTIFICATE]);
      }
    const { SigningCertURL, ...lambda } = PLAIN;
    const body = message({ ...lambda, SigningCertUrl: SigningCertURL }, { SigningCertURL: undefined });
    await verifier().verify(body);
  });

  it("anything that was changed, forged or left out is refused", async () => {
    for (const tampered of [
      { Message: "hello" },
      { Subject: "added" },
      { Timestamp: "2026-11-16T09:59:58.000Z" },
      { MessageId: "other" },
      { Type: "UnsubscribeConfirmation" },
      { SignatureVersion: "1" },
      { SignatureVersion: "3" },
      { SignatureVersion: undefined },
      { Signature: undefined },
      { Signature: "" },
      { Signature: "bm8=" },
      { Signature: "***" },
      { SigningCertURL: undefined },
    ])
      await refused(message({}, tampered));
    for (const text of ["", "{}", "null", '{"AlarmName":"raw"}']) await refused(bytes(text));
  });

  it("certificates come from SNS alone, and no other address is ever asked", async () => {
    const path = "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";
    for (const url of [
      `http://sns.eu-central-1.amazonaws.com${path}`,
      `https://sns.eu-central-1.amazonaws.com.evil.example${path}`,
      `https://evil.example/sns.eu-central-1.amazonaws.com${path}`,
      `https://sns.eu-central-1.amazonaws.com@evil.example${path}`,
      `https://user:pass@sns.eu-central-1.amazonaws.com${path}`,
      `https://sns.eu-central-1.amazonaws.com:8443${path}`,
      `https://bucket.s3.amazonaws.com${path}`,
      `https://sns.s3.eu-central-1.amazonaws.com${path}`,
      `https://xsns.eu-central-1.amazonaws.com${path}`,
      "https://sns.eu-central-1.amazonaws.com/?Action=GetObject&x=.pem",
      `https://sns.eu-central-1.amazonaws.com${path}?x=1`,
      `https://sns.eu-central-1.amazonaws.com/x/..%2f${path}`,
      "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.txt",
      "file:///etc/passwd",
      "not a url",
    ]) {
      const { verify, asked } = verifier();
      await assert.rejects(verify(message({ SigningCertURL: url })), isForbidden, url);
      assert.deepEqual(asked, [], url);
    }
    await verifier().verify(message({ SigningCertURL: `https://sns.cn-north-1.amazonaws.com.cn${path}` }));
  });

  it("a certificate of somebody else, out of date or broken is refused", async () => {
    const body = message();
    await assert.rejects(verifier("other-name").verify(body), /not that of AWS SNS/);
    await assert.rejects(verifier("-----BEGIN CERTIFICATE-----").verify(body), /cannot be read/);
    const late = { receivedAtMs: Date.parse("2100-01-01T00:00:00Z") };
    await assert.rejects(verifier().verify(body, late), /out of date/);
    await assert.rejects(verifier().verify(message({ Timestamp: "1999-01-01T00:00:00Z" })), /out of date/);
    await assert.rejects(verifier().verify(message({ Timestamp: "soon" })), /out of date/);
  });

  it("topics that are not ours are refused before anything is fetched", async () => {
    for (const [TopicArn, topics] of [
      [`${TOPIC}-2`, TOPIC],
      [TOPIC.slice(0, -1), TOPIC],
      [TOPIC, ""],
    ] as const) {
      const { verify, asked } = verifier();
      await assert.rejects(verify(message({ TopicArn }), {}, topics), isForbidden);
      assert.deepEqual(asked, []);
    }
  });

  it("a subscription of our topic is confirmed, once per delivery and only at SNS", async () => {
    const subscription = { Type: "SubscriptionConfirmation", Token: "t0k3n", SubscribeURL: CONFIRM };
    const { verify, asked } = verifier();
    await verify(message(subscription));
    assert.deepEqual(asked, [CERTIFICATE, CONFIRM]);
    for (const changes of [
      { ...subscription, SubscribeURL: CONFIRM.replace("amazonaws.com", "amazonaws.com.evil.example") },
      { ...subscription, SubscribeURL: CONFIRM.replace("https", "http") },
      { ...subscription, SubscribeURL: CONFIRM.replace("ConfirmSubscription", "DeleteTopic") },
      { ...subscription, SubscribeURL: CONFIRM.replace("shop-alarms", "other") },
      { ...subscription, SubscribeURL: undefined },
    ]) {
      const other = verifier();
      await assert.rejects(other.verify(message(changes)), isForbidden);
      assert.deepEqual(other.asked, [CERTIFICATE]);
    }
    const forged = verifier();
    await assert.rejects(forged.verify(message(subscription, { Token: "other" })), isForbidden);
    assert.deepEqual(forged.asked, [CERTIFICATE]);
  });

  it("the end of a subscription is genuine, but never subscribed again", async () => {
    const { verify, asked } = verifier();
    await verify(message({ Type: "UnsubscribeConfirmation", Token: "t0k3n", SubscribeURL: CONFIRM }));
    await verify(message({ SubscribeURL: CONFIRM }));
    assert.deepEqual(asked, [CERTIFICATE, CERTIFICATE]);
  });

  it("a certificate that cannot be fetched makes SNS try again", async () => {
    const down = async () => {
      throw new Failure("timeout", "sns.eu-central-1.amazonaws.com did not answer");
    };
    await assert.rejects(
      createVerify({ certificate: down, confirm: down })(request({ body: message() }), TOPIC),
      (error: unknown) => error instanceof Failure && error.status >= 500,
    );
  });

  it("topics that are none are named", () => {
    assert.deepEqual(check({ CLOUDWATCH_TOPICS: TOPIC }), []);
    assert.match(check({ CLOUDWATCH_TOPICS: `${TOPIC},shop` })[0] ?? "", /"shop"/);
  });
});

describe("CloudWatch alarms", () => {
  it("make one problem of alarm and ok, and a message by each id", () => {
    const [firing, ok, silent] = ["alarm-01-alarm.txt", "alarm-02-ok.txt", "alarm-03-no-data.txt"].map((file) =>
      one(file),
    );
    assert.deepEqual([firing?.state, ok?.state, silent?.state], ["firing", "resolved", "notice"]);
    assert.equal(firing?.key, ok?.key);
    assert.equal(firing?.key, silent?.key);
    assert.equal(new Set([firing, ok, silent].map((alert) => alert?.eventId)).size, 3);
    assert.deepEqual([firing?.labels.value, firing?.labels.threshold], ["61", "> 25, 3 of 5 times"]);
    assert.equal(firing?.runbook, "https://wiki.example.com/checkout-5xx");
  });

  it("name the machine and the value, without the noise of floats", () => {
    const Message = JSON.stringify({
      AlarmName: "cpu",
      NewStateValue: "ALARM",
      NewStateReason: "Threshold Crossed: 1 datapoint [97.33333333333333 (16/11/26 07:59:00)] was greater than 90.0.",
      Trigger: {
        MetricName: "CPUUtilization",
        ComparisonOperator: "GreaterThanThreshold",
        Threshold: 90,
        Dimensions: [{ name: "InstanceId", value: "i-0abc" }],
      },
    });
    const { labels } = only({ ...PLAIN, Message });
    assert.deepEqual([labels.host, labels.value, labels.threshold], ["i-0abc", "97.33", "> 90"]);
  });

  it("need no trigger", () => assert.equal(one("alarm-05-composite.txt").labels.rule, "ALARM(a) OR ALARM(b)"));

  it("are refused in words when they are no message of SNS", () => {
    for (const text of ["", "null", "[]", "{}", '{"Type":"Notification"}'])
      assert.throws(() => parse(text), unreadable);
  });
});

describe("real SNS messages", { skip: capturedFiles("cloudwatch-sns").length === 0 && NOT_CAPTURED }, () => {
  const real = Object.fromEntries(capturedFiles("cloudwatch-sns").map(({ name, body }) => [name, body]));
  const certificate = Object.entries(real).find(([name]) => name.endsWith(".pem"))?.[1] ?? new Uint8Array();
  const topicOf = (body: Uint8Array): string =>
    /"TopicArn": "([^"]+)"/.exec(Buffer.from(body).toString("utf8"))?.[1] ?? "";
  const then = { receivedAtMs: Date.parse("2022-07-28T23:00:00Z") };

  for (const name of ["signed_v1_no_subject.json", "signed_v2_with_subject.json"])
    it(`${name} is genuine, and not when changed`, async () => {
      const body = real[name] ?? new Uint8Array();
      const { verify } = verifier(Buffer.from(certificate).toString("utf8"));
      await verify(body, then, topicOf(body));
      const changed = bytes(Buffer.from(body).toString("utf8").replace("Hello", "Hallo"));
      await assert.rejects(verify(changed, then, topicOf(body)), isForbidden);
      await assert.rejects(verify(body, { receivedAtMs: RECEIVED_MS }, topicOf(body)), /out of date/);
    });

  it("say what happened", () => {
    const read = (name: string) => parse(real[name] ?? "").map((a) => [a.key, a.state, a.severity, a.title])[0];
    assert.deepEqual(read("alarm_rds_connections_inner.json"), [
      "123456789123:us-west-2:awsrds-app-High-DB-Connections",
      "firing",
      "error",
      "awsrds-app-High-DB-Connections",
    ]);
    assert.deepEqual(read("alarm_s3_bucket_size.txt"), [
      "1234567890:eu-west-1:bucketbytesAlarm",
      "firing",
      "error",
      "bucketbytesAlarm",
    ]);
    assert.deepEqual(read("ok_db_migration_inner.json"), [
      "735598076380:us-east-1:DBMigrationRequired",
      "resolved",
      "info",
      "DBMigrationRequired",
    ]);
    assert.deepEqual(read("signed_v2_with_subject.json")?.slice(1), ["notice", "info", "Hello world"]);
    assert.match(String(read("subscription_confirmation.txt")?.[3]), /alerta-test/);
  });
});
