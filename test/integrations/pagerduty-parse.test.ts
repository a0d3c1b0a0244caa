import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { ParsedAlert } from "../../src/core/integration.ts";
import pagerduty from "../../src/integrations/pagerduty.ts";
import { alertText } from "./golden.ts";

const OWN = new URL("../fixtures/pagerduty/", import.meta.url);
const GOLDEN = new URL("../golden/pagerduty-alerts.txt", import.meta.url);
const REAL = ["pagerduty", "pagerduty-v2"].map((name) => new URL(`../../../shared/payloads/${name}/`, import.meta.url));

const parse = (body: Uint8Array): readonly ParsedAlert[] =>
  pagerduty.relay?.parse({ deliveryId: "d1", contentType: "application/json", body, receivedAtMs: 0 }) ?? [];
const parseText = (text: string) => parse(new TextEncoder().encode(text));
const filesOf = (folder: URL) =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((name) => ({ name, body: readFileSync(new URL(name, folder)) }))
    : [];
const unreadable = (error: unknown): boolean => error instanceof Failure && error.code === "unreadable";

const show = ({ name, body }: { name: string; body: Uint8Array }): string => {
  try {
    const alerts = parse(body);
    return [name, ...(alerts.length === 0 ? ["  (says nothing)"] : alerts.map(alertText))].join("\n");
  } catch (error) {
    assert.ok(unreadable(error), name);
    return `${name}\n  unreadable: ${error instanceof Error ? error.message : ""}`;
  }
};

describe("PagerDuty webhooks", () => {
  const own = filesOf(OWN);

  it("parse as the golden file says", () => {
    const text = `${own.map(show).join("\n\n")}\n`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(GOLDEN, text);
    assert.equal(text, readFileSync(GOLDEN, "utf8"));
  });

  it("give the same alerts each time", () => {
    for (const file of own) assert.equal(show(file), show(file));
  });

  it("keep integers beyond 2^53 as they were written", () => {
    const [workflow] = own.filter(({ name }) => name.includes("workflow"));
    assert.equal(parse(workflow?.body ?? new Uint8Array())[0]?.eventId, "20261116082300000000000000000000000123");
  });

  it("refuse what is no PagerDuty webhook, in words", () => {
    for (const text of ["", "{", "[]", "{}", '"x"', '{"event":{}}', '{"event":{"event_type":"incident.triggered"}}'])
      assert.throws(() => parseText(text), unreadable, text);
    const about = (changes: object) =>
      JSON.stringify({
        event: { id: "E", event_type: "incident.triggered", occurred_at: "2026-11-16T08:00:00Z", ...changes },
      });
    const data = { id: "Q", type: "incident" };
    assert.equal(parseText(about({ data })).length, 1, "the ids and the time are enough");
    assert.throws(() => parseText(about({ data, id: "" })), unreadable);
    assert.throws(() => parseText(about({ data: { type: "incident" } })), unreadable);
    assert.throws(() => parseText(about({ data, occurred_at: "soon" })), /occurred_at/);
  });

  it("never link to anything but the web", () => {
    const data = { id: "Q", type: "incident", html_url: "javascript:alert(1)" };
    const event = { id: "E", event_type: "incident.triggered", occurred_at: "2026-11-16T08:00:00Z", data };
    assert.equal(parseText(JSON.stringify({ event }))[0]?.url, undefined);
  });

  it("fail only on purpose when 4,000 bodies are damaged", () => {
    let state = 7;
    const random = (below: number): number => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return state % below;
    };
    const damages: readonly ((text: string) => string)[] = [
      (text) => text.slice(0, random(text.length)),
      (text) => text.replaceAll(/"(\w+)":/g, (whole) => (random(9) === 0 ? '"x":' : whole)),
      (text) => text.replaceAll(/: (null|"[^"]*"|\d+|true|false)/g, (whole) => (random(6) ? whole : `: ${junk()}`)),
      (text) => text.replaceAll(/[{}[\]]/g, (one) => (random(40) ? one : "")),
      (text) => {
        const at = random(text.length);
        return `${text.slice(0, at)}${String.fromCharCode(random(300))}${text.slice(at + 1)}`;
      },
    ];
    const junk = (): string =>
      ["null", "[]", "{}", "-1", "1e999", '""', "[[[[]]]]", '{"__proto__":{"type":1}}', "123456789012345678901"][
        random(9)
      ] ?? "0";
    let parsed = 0;
    for (let round = 0; round < 4000; round++) {
      const file = own[random(own.length)];
      const damage = damages[random(damages.length)];
      if (!file || !damage) continue;
      const body = damage(file.body.toString("utf8"));
      try {
        for (const alert of parseText(body)) {
          parsed++;
          assert.ok(alert.key && alert.eventId && Number.isFinite(alert.atMs) && typeof alert.title === "string", body);
          assert.ok(
            Object.values(alert.labels).every((value) => typeof value === "string"),
            body,
          );
        }
      } catch (error) {
        assert.ok(unreadable(error), `${error}\n${body}`);
      }
    }
    assert.ok(parsed > 500, `${parsed} of 4000 still said something`);
  });

  it("survive nesting without end", () => {
    for (const text of [
      "[".repeat(200_000),
      `{"event":{"id":1234567890123456,"data":${"[".repeat(20_000)}${"]".repeat(20_000)}}}`,
    ])
      assert.throws(() => parseText(text), unreadable);
  });
});

const real = REAL.flatMap(filesOf);
describe("captured PagerDuty webhooks", { skip: real.length === 0 && "../shared/payloads is not there" }, () => {
  for (const file of real)
    it(file.name, () => {
      if (file.name.startsWith("v1_")) {
        assert.throws(() => parse(file.body), /v1 webhook/);
        return;
      }
      const alerts = parse(file.body);
      assert.equal(alerts.length, file.name.includes("ping") ? 0 : 1);
      assert.deepEqual(parse(file.body), alerts);
      for (const { title, url, by } of alerts) assert.ok(title && url?.startsWith("https://") && by);
    });
});
