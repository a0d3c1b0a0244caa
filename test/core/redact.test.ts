import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import { redactAlert, redactText, redactUrl } from "../../src/core/redact.ts";
import { CARDS, CREDENTIALS, EMAILS, IPS } from "../../src/core/redactions.ts";

const ALL = [...CREDENTIALS, ...EMAILS, ...IPS, ...CARDS];
/** Written apart, so that nothing that scans this file takes it for a real one. */
const part = (...parts: readonly string[]): string => parts.join("");

/** What goes in, what comes out: what is redacted, and what only looks so. */
const TABLE: readonly (readonly [string, string])[] = [
  ["password=hunter2", "password=[redacted credentials]"],
  ["DB_PASSWORD: 'x y z'", "DB_PASSWORD: [redacted credentials]"],
  ["dbPassword=abc&user=ana", "dbPassword=[redacted credentials]&user=ana"],
  ['{"password":"hun ter","a":1}', '{"password":[redacted credentials],"a":1}'],
  ["aws_secret_access_key = wJalrXUtnFEMI", "aws_secret_access_key = [redacted credentials]"],
  ['{"log":"{\\"password\\":\\"hun ter\\",\\"a\\":1}"}', '{"log":"{\\"password\\":[redacted credentials],\\"a\\":1}"}'],
  ['p="{\\\\\\"token\\\\\\":\\\\\\"abc\\\\\\"}"', 'p="{\\\\\\"token\\\\\\":[redacted credentials]}"'],
  ['password="hun \\" ter" next', "password=[redacted credentials] next"],
  ["AccountKey=abc==;Endpoint=x", "AccountKey=[redacted credentials];Endpoint=x"],
  ["Cookie: sid=9f8e7d6c; theme=dark", "Cookie: [redacted cookie]"],
  ['{"Set-Cookie":"sid=s%3Aab; Path=/; HttpOnly","a":1}', '{"Set-Cookie":"[redacted cookie]","a":1}'],
  ["JSESSIONID=AB12; PHPSESSID=cd34", "JSESSIONID=[redacted credentials]; PHPSESSID=[redacted credentials]"],
  ["mysql --password hunter2 -u root", "mysql --password [redacted credentials] -u root"],
  ["run --api-token abc", "run --api-token [redacted credentials]"],
  ["?q=password%3Dhunter2&a=1", "?q=password%3D[redacted credentials]&a=1"],
  ["%22token%22%3A%22abc%22%2C", "%22token%22%3A%22[redacted credentials]%22%2C"],
  ["<password>hunter2</password>", "<password>[redacted credentials]</password>"],
  ["authorization=[Bearer abc123def456]", "authorization=[Bearer [redacted credentials]"],
  [part("sk", "-proj-abcdefghijklmnopqrst1"), "[redacted API key]"],
  [part("hv", "s.CAESIJabcdefghijklmnop"), "[redacted API key]"],
  [part("np", "m_abcdefghijklmnopqrstuvwxyz0123456789"), "[redacted npm token]"],
  ["X-Api-Key: 12345abc", "X-Api-Key: [redacted credentials]"],
  ['secret => "abc"', "secret => [redacted credentials]"],
  ["token: abc123def", "token: [redacted credentials]"],
  ["Authorization: Bearer abc123.def", "Authorization: Bearer [redacted credentials]"],
  ["-H 'Authorization: Basic dXNlcjpwYXNz'", "-H 'Authorization: Basic [redacted credentials]'"],
  ["Authorization: Token token=abc123", "Authorization: Token [redacted credentials]"],
  ["sent Bearer eHlNDqKb3x", "sent Bearer [redacted credentials]"],
  ["postgres://drm:p4ss@db/x", "postgres://[redacted credentials]@db/x"],
  [part("AK", "IAIOSFODNN7EXAMPLE"), "[redacted AWS key]"],
  [part("xo", "xb-1234-abcdefgh"), "[redacted Slack token]"],
  [part("https://hooks.sl", "ack.com/services/T000/B000/s3cr3t"), "https://hooks.slack.com/[redacted Slack webhook]"],
  [part("gh", "p_abcdefghijklmnopqrst1"), "[redacted GitHub token]"],
  [part("u+", "AbCdEfGhIjKlMnOp12"), "[redacted PagerDuty token]"],
  [part("ey", "JhbGciOiJIUzI1.eyJzdWIiOiIx.abc-_1"), "[redacted JWT]"],
  [
    part("-----BEGIN RSA PRIV", "ATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nrest"),
    "[redacted private key]\nrest",
  ],
  [part("-----BEGIN PRIV", "ATE KEY-----\nand cut"), "[redacted private key]"],
  ["https://x/y?X-Amz-Signature=abc&z=1", "https://x/y?X-Amz-Signature=[redacted credentials]&z=1"],
  ["mail ana@b.example.com now", "mail [redacted e-mail] now"],
  ["10.0.0.1:8080 refused", "[redacted IP]:8080 refused"],
  ["2001:db8::ff00:42:8329 and ::1", "[redacted IP] and [redacted IP]"],
  ["card 4111 1111 1111 1111.", "card [redacted card]."],
];

const KEPT: readonly string[] = [
  "Unexpected token: x",
  "tokens=1500",
  "password reset: failed",
  "secretary: Bob",
  "Basic authentication failed",
  "bypass: 1234567",
  "compass=7",
  "design: 5 apples1",
  "cookie jar: 3 items",
  "--token-file /run/secrets/x",
  "--password -u root",
  "task-00000000000000000001 done",
  "<secretary>Bob</secretary>",
  "std::vector<int>::at 12:34:56",
  "version 1.2.3.4.5",
  "order 4111111111111112",
  "id 9007199254740993",
  "502 Bad Gateway on web1 @here",
];

describe("redaction", () => {
  for (const [text, want] of TABLE)
    it(`takes out: ${text.slice(0, 30)}`, () => {
      assert.equal(redactText(text, ALL), want);
      assert.equal(redactText(want, ALL), want, "a second time changes nothing");
    });

  it("leaves alone what only looks like it", () => {
    for (const text of KEPT) assert.equal(redactText(text, ALL), text);
  });

  it("takes no address of people or machines out unless asked", () => {
    const text = "ana@b.example.com at 10.0.0.1, 4111 1111 1111 1111";
    assert.equal(redactText(text, CREDENTIALS), text);
  });

  it("is linear: a megabyte of what nearly matches costs no second", () => {
    const hostile = [
      "a.",
      "1.",
      "ab:",
      "password='",
      "-----BEGIN PRIVATE KEY-----",
      "x://",
      "bearer ",
      "4111 ",
      "eyJabcdefgh.",
      "cookie: a=b;",
      "--a-",
      'password\\\\"',
      "<password",
      "sk-",
    ];
    for (const piece of hostile) {
      const text = `${piece.repeat(Math.ceil(1_000_000 / piece.length))}@`;
      const started = performance.now();
      redactText(text, ALL);
      const ms = performance.now() - started;
      assert.ok(ms < 1_500, `${piece} took ${Math.round(ms)} ms`);
    }
  });

  it("addresses lose user, password and secrets, and stay addresses", () => {
    assert.equal(redactUrl("https://u:p4ss@x.example/y?a=1", CREDENTIALS), "https://x.example/y?a=1");
    assert.equal(redactUrl("https://x.example/y?token=abc&a=1", CREDENTIALS), "https://x.example/y?token=redacted&a=1");
    assert.equal(redactUrl("https://x.example/y?a=1#b", CREDENTIALS), "https://x.example/y?a=1#b");
    assert.equal(redactUrl("http://10.0.0.1/y", ALL), undefined, "nobody could open what is left");
  });

  it("an alert: all its texts and what its ids are made of, not who did it", () => {
    const secret = "password=hunter2";
    const alert: Alert = {
      source: "generic",
      key: secret,
      eventId: secret,
      state: "firing",
      severity: "error",
      title: `Login with ${secret}`,
      what: `said ${secret}`,
      by: "Ana password=1",
      url: "https://x.example/?token=abc",
      runbook: "https://u:p@x.example/",
      atMs: 1,
      labels: { host: secret, api_token: "abcdef", service: "Checkout" },
      details: ["-----BEGIN PRIVATE KEY-----", "abc", "-----END PRIVATE KEY-----", "fine"],
      group: { key: secret, title: secret },
    };
    const redacted = redactAlert(alert, CREDENTIALS);
    const id = redacted.key;
    assert.match(id, /^password=\[redacted credentials\]-\w{1,11}$/);
    assert.deepEqual(redacted, {
      ...alert,
      ...{ key: id, eventId: id },
      title: "Login with password=[redacted credentials]",
      what: "said password=[redacted credentials]",
      url: "https://x.example/?token=redacted",
      runbook: "https://x.example/",
      labels: { host: "password=[redacted credentials]", api_token: "[redacted credentials]", service: "Checkout" },
      details: ["[redacted private key]", "fine"],
      group: { key: id, title: "password=[redacted credentials]" },
    });
    assert.deepEqual(redactAlert(redacted, CREDENTIALS), redacted, "a second time changes nothing");
    assert.notEqual(redactAlert({ ...alert, key: `${secret}!` }, CREDENTIALS).key, id, "another problem stays another");
    assert.equal(
      redactAlert({ ...alert, title: "Fine", eventId: "e2" }, CREDENTIALS).key,
      id,
      "the same stays the same",
    );
    assert.equal(redactAlert(alert, []), alert);
  });
});
