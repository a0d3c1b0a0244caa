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
  ["AccountKey=abc==;Endpoint=x", "AccountKey=[redacted Azure key];Endpoint=x"],
  ["Cookie: sid=9f8e7d6c; theme=dark", "Cookie: [redacted cookie]"],
  ['{"Set-Cookie":"sid=s%3Aab; Path=/; HttpOnly","a":1}', '{"Set-Cookie":"[redacted cookie]","a":1}'],
  ["JSESSIONID=AB12; PHPSESSID=cd34", "JSESSIONID=[redacted credentials]; PHPSESSID=[redacted credentials]"],
  ["mysql --password hunter2 -u root", "mysql --password [redacted credentials] -u root"],
  ["run --api-token abc", "run --api-token [redacted credentials]"],
  ["?q=password%3Dhunter2&a=1", "?q=password%3D[redacted credentials]&a=1"],
  ["?q=password%3Dhunt%21er%3F2%26a%3D1", "?q=password%3D[redacted credentials]%26a%3D1"],
  ["?q=token%3A%20abc123def", "?q=token%3A%20[redacted credentials]"],
  ["%22token%22%3A%22ab%21c", "%22token%22%3A%22[redacted credentials]"],
  ["%22token%22%3A%22abc%22%2C", "%22token%22%3A%22[redacted credentials]%22%2C"],
  ["<password>hunter2</password>", "<password>[redacted credentials]</password>"],
  ["Authorization: abc123def", "Authorization: [redacted credentials]"],
  ["Authorization: ApiKey VnVhQmNkZWY", "Authorization: ApiKey [redacted credentials]"],
  ["authorization=[Bearer abc123def456]", "authorization=[Bearer [redacted credentials]"],
  [part("sk", "-proj-abcdefghijklmnopqrst1"), "[redacted API key]"],
  [part("sk", "-abcdefghijklmnopqrst1"), "[redacted API key]"],
  [part("SG", `.${"aB3-".repeat(6).slice(2)}.${"aB3_".repeat(11).slice(1)}`), "[redacted API key]"],
  [part("hv", "s.CAESIJabcdefghijklmnop"), "[redacted API key]"],
  [part("np", "m_abcdefghijklmnopqrstuvwxyz0123456789"), "[redacted npm token]"],
  ["X-Api-Key: 12345abc", "X-Api-Key: [redacted credentials]"],
  ['secret => "abc"', "secret => [redacted credentials]"],
  ["token: abc123def", "token: [redacted credentials]"],
  ["botToken=abc&my_token=abc", "botToken=[redacted credentials]&my_token=[redacted credentials]"],
  ["AWS_ACCESS_KEY_ID=AB12", "AWS_ACCESS_KEY_ID=[redacted credentials]"],
  [
    "PGPASSFILE ok, pass=abc, app_pwd=abc",
    "PGPASSFILE ok, pass=[redacted credentials], app_pwd=[redacted credentials]",
  ],
  ["X-Amz-Credential=AKI/eu&sig=abc", "X-Amz-Credential=[redacted credentials]&sig=[redacted credentials]"],
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
  "broken=5 incident_key=5 sessid=5 mypwd=5 csrftoken=5 api_key_id=5",
  "cookie jar: 3 items",
  "--token-file /run/secrets/x",
  "--password -u root",
  "task-00000000000000000001 done",
  "<secretary>Bob</secretary>",
  'sum(rate(token_errors_total{job="auth"}[5m])) > 5',
  "cookie: 3 failures",
  "authorization: denied for user ana, Authorization: missing",
  "limiter --token-bucket 5",
  "use --password to log in, or --token (see the runbook), --secret for jobs, --api-key <key>",
  "missing --token, then",
  "pod sk-web-frontend-prod-7d9f8b6c5-abcde on sk-bratislava-edge-01-prod-a",
  "job disk-sk-a1b2c3d4e5f6a7b8c9d0e1",
  "SG.payments-gateway.requests-per-second",
  "hvs.payments-gateway-production",
  "account_key=acme account-key: customer-42",
  "/logs?q=token%3Aexpired",
  "/logs?q=%22invalid%20token%3A%22+AND+error&page=2",
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
      "x://a:",
      "key",
      "token=",
      "bearer ",
      "4111 ",
      "eyJabcdefgh.",
      "cookie: a=b;",
      "--a-",
      'password\\\\"',
      "<password",
      "sk-",
      "%22token%22%3A%22",
      "password%3D%21",
    ];
    for (const piece of hostile) {
      const text = `${piece.repeat(Math.ceil(1_000_000 / piece.length))}@`;
      const before = process.cpuUsage();
      redactText(text, ALL);
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 1_500_000, `${piece} took ${Math.round((user + system) / 1_000)} ms`);
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
