import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { SEVERITIES } from "../../src/core/alert.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Integration, ParsedAlert, SettingValues } from "../../src/core/integration.ts";
import { integrations } from "../../src/integrations/index.ts";

const FOLDER = new URL("../../src/integrations/", import.meta.url);
const STATES = ["firing", "acked", "resolved", "update", "notice"];
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const unset = ({ settings }: Integration): SettingValues<Integration["settings"]> =>
  Object.fromEntries(Object.keys(settings).map((name) => [name, undefined]));
const onPurpose = (error: unknown): boolean => error instanceof Failure && error.code === "unreadable";

const fixturesOf = (name: string): readonly { readonly file: string; readonly body: Uint8Array }[] => {
  const folder = new URL(`../fixtures/${name}/`, import.meta.url);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => ({ file, body: readFileSync(new URL(file, folder)) }));
};

it("the list names every file of the folder", () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".ts") && file !== "index.ts");
  assert.deepEqual(integrations.map(({ name }) => `${name}.ts`).sort(), files.sort());
});

for (const integration of integrations)
  describe(`integration ${integration.name}`, () => {
    const { name, relay, settings } = integration;

    it("documents itself", () => {
      assert.match(name, /^[a-z][a-z0-9-]*$/);
      assert.match(integration.docs, /^https:\/\//);
      for (const [key, { about, oneOf, byDefault }] of Object.entries(settings)) {
        assert.ok(key.startsWith(name.toUpperCase().replaceAll("-", "_")), key);
        assert.match(about, /^[^A-Z].*[^.]$|^[A-Z]{2}/, `${key}: one sentence, lower case, no full stop`);
        assert.ok(!oneOf || !byDefault || oneOf.includes(byDefault), key);
      }
    });

    it("asks for nothing and connects to nothing while its settings are absent", () => {
      assert.deepEqual(integration.check?.(unset(integration)) ?? [], []);
      const connection = { clock: () => 0, log, signal: new AbortController().signal };
      assert.equal(integration.connect?.(unset(integration), connection), undefined);
    });

    if (!relay) return;

    it("lets nobody in while no secret is set", async () => {
      const request = {
        method: "POST",
        url: `https://drm.example.com/hooks/${name}`,
        pathToken: "",
        headers: {},
        query: new URLSearchParams(),
        body: new Uint8Array(),
      };
      await assert.rejects(
        relay.verify(request, unset(integration)),
        (error: unknown) => error instanceof Failure && [401, 403].includes(error.status),
      );
    });

    it("parses its fixtures into whole alerts, the same each time", () => {
      const fixtures = fixturesOf(name);
      assert.ok(fixtures.length > 0, `test/fixtures/${name} is empty`);
      for (const { file, body } of fixtures) {
        const read = (): readonly ParsedAlert[] =>
          relay.parse({ deliveryId: "d", contentType: "application/json", body, receivedAtMs: 1 });
        let alerts: readonly ParsedAlert[];
        try {
          alerts = read();
        } catch (error) {
          assert.ok(onPurpose(error), file);
          continue;
        }
        assert.deepEqual(read(), alerts, file);
        assert.equal(new Set(alerts.map(({ eventId }) => eventId)).size, alerts.length, file);
        for (const { key, eventId, state, severity, atMs } of alerts) {
          assert.ok(key && eventId && atMs > 0, file);
          assert.ok(STATES.includes(state) && SEVERITIES.includes(severity), file);
        }
      }
    });

    it("fails only on purpose on bytes that mean nothing", () => {
      const bodies = [[], [0], [0xff, 0xfe, 0x00], [...Buffer.from("payload=%7B")], [...Buffer.from("null")]];
      for (const bytes of bodies) {
        const body = Uint8Array.from(bytes);
        assert.throws(
          () => relay.parse({ deliveryId: "d", contentType: "text/plain", body, receivedAtMs: 1 }),
          onPurpose,
        );
      }
    });
  });
