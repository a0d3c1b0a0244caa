import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMessage } from "../../src/bot/render.ts";
import type { Digest, DigestLine } from "../../src/core/digest.ts";
import { matchesGolden } from "./golden.ts";

const OPENED_MS = Date.UTC(2026, 10, 16, 2, 41, 7);

const line = (nr: number, more: Partial<DigestLine> = {}): DigestLine => ({
  incidentId: `generic:${nr}`,
  title: `Queue ${nr} is deeper than 10,000`,
  source: "generic",
  service: "Checkout",
  url: `https://alerts.example/${nr}`,
  ...more,
});

const STORM: Digest = {
  id: "digest:ops:1",
  channel: "ops",
  openedAtMs: OPENED_MS,
  joinedAtMs: OPENED_MS + 59_000,
  problems: 412,
  own: 58,
  urgent: 37,
  firing: 300,
  resolved: 112,
  sources: [
    { name: "alertmanager", count: 290 },
    { name: "papertrail", count: 80 },
    { name: "grafana", count: 42 },
  ],
  services: [
    { name: "Checkout", count: 200 },
    { name: "Search", count: 150 },
    { name: "Mail", count: 62 },
  ],
  critical: [line(1), line(2, { service: undefined }), line(3, { url: undefined })],
  criticalWaiting: 3,
  top: [line(10), line(11), line(12, { title: "Slow answers: p99 is 4.2 s" })],
};

const show = (digest: Digest, liveUrl: string | undefined = "https://drm.example/live?t=abc") =>
  formatMessage({ kind: "digest", digest, liveUrl });

test("digest: a storm", () => matchesGolden("storm", show(STORM)));

test("digest: over", () =>
  matchesGolden("storm-over", show({ ...STORM, endedAtMs: OPENED_MS + 90_000, critical: [], criticalWaiting: 0 })));

test("digest: hostile titles ping nobody and break nothing", () =>
  matchesGolden(
    "storm-hostile",
    show({
      ...STORM,
      sources: [{ name: "<!here>", count: 412 }],
      services: [],
      critical: [line(1, { title: "<!channel> *boom* `rm` <https://evil.example|ok>", service: "<@U1>" })],
      criticalWaiting: 1,
      top: [line(2, { url: "javascript:alert(1)" })],
    }),
  ));

test("digest: without a list to link to there is no button", () => {
  const { blocks } = formatMessage({ kind: "digest", digest: STORM });
  assert.ok(!JSON.stringify(blocks).includes("button"));
});

test("digest: hundreds of long names stay within Slack's limits, in front of everything else, the rest as a number", () => {
  const long = { title: `Outage ${"&<>".repeat(200)}`, url: `https://alerts.example/${"x".repeat(140)}` };
  const critical = Array.from({ length: 60 }, (_, nr) => line(nr, long));
  const { blocks, text } = show({ ...STORM, critical, criticalWaiting: 400 });
  assert.ok(text.length <= 4_000);
  assert.ok(JSON.stringify(blocks).length < 13_000, `${JSON.stringify(blocks).length} characters`);
  for (const block of blocks)
    if (block.type === "section") assert.ok((block.text?.text.length ?? 0) <= 3_000 && !block.text?.text.endsWith("…"));
  const words = JSON.stringify(blocks);
  assert.match(words, /and \d+ more/);
  assert.ok(words.indexOf("Outage") < words.indexOf("By source"));
});
