import { strict as assert } from "node:assert";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Integration, SettingValues } from "../../src/core/integration.ts";
import { integrations } from "../../src/integrations/index.ts";
import { assertGolden, bodyText } from "./golden.ts";
import { bytes, capturedFiles, type File, NOT_CAPTURED, request, sourceKit, unreadable } from "./source-kit.ts";
import { assertWhole, saidOfMutants } from "./whole.ts";

const FOLDER = new URL("../../src/integrations/", import.meta.url);
/** The folders of real bodies that are not named like their source. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  pagerduty: ["pagerduty", "pagerduty-v2"],
  cloudwatch: ["cloudwatch-sns"],
};
/** So many damaged bodies of each source; 0.1 ms each. */
const MUTANTS = 10_000;

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const unset = ({ settings }: Integration): SettingValues<Integration["settings"]> =>
  Object.fromEntries(Object.keys(settings).map((name) => [name, undefined]));

it("the list names every file of the folder", () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".ts") && file !== "index.ts");
  assert.deepEqual(integrations.map(({ name }) => `${name}.ts`).sort(), files.sort());
});

/** Integers that a double cannot hold, as a parser that rounds would show them. */
const rounded = ({ body }: File): readonly string[] =>
  (
    Buffer.from(body)
      .toString("utf8")
      .match(/\b\d{16,19}\b/g) ?? []
  )
    .filter((digits) => String(Number(digits)) !== digits)
    .map((digits) => String(Number(digits)));

const conforms = (integration: Integration): void => {
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
  const { own, parse } = sourceKit(integration);
  const captured = (FOLDERS[name] ?? [name]).flatMap(capturedFiles).filter((file) => !file.name.endsWith(".pem"));

  it("lets nobody in while no secret is set, and nobody who guesses", async () => {
    for (const { body } of [{ body: new Uint8Array() }, ...own])
      for (const pathToken of [undefined, "", "0123456789abcdef-guessed"])
        await assert.rejects(
          relay.verify(request({ url: `https://drm.example.com/hooks/${name}`, pathToken, body }), unset(integration)),
          (error: unknown) => error instanceof Failure && [401, 403].includes(error.status),
        );
  });

  it("says what the golden file says", () => {
    assert.ok(own.length > 0, `test/fixtures/${name} is empty`);
    assertGolden(
      name,
      own.map((file) => bodyText(parse, file)),
    );
  });

  const holds = (files: readonly File[]): void => {
    for (const file of files) {
      const text = bodyText(parse, file);
      assert.equal(bodyText(parse, file), text, `${file.name}: the same each time`);
      assert.doesNotMatch(text, /secret|customer@example|4111/i, `${file.name}: shows a secret`);
      for (const digits of rounded(file)) assert.ok(!text.includes(digits), `${file.name}: ${digits} was rounded`);
      if (text.includes("\n  unreadable: ")) continue;
      const alerts = parse(file.body);
      assert.equal(new Set(alerts.map(({ eventId }) => eventId)).size, alerts.length, file.name);
      for (const alert of alerts) assertWhole(alert, file.name);
    }
  };
  it("reads its fixtures whole, the same each time, and rounds no id", () => holds(own));
  it("reads what was captured likewise", { skip: captured.length === 0 && NOT_CAPTURED }, () => holds(captured));

  it("fails only on purpose on bytes that mean nothing, and on nesting without end", () => {
    const nested = ["[".repeat(200_000), `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`].map(bytes);
    for (const body of [[], [0], [0xff, 0xfe, 0x00], bytes("payload=%7B"), bytes("null"), bytes('"x"'), ...nested])
      assert.throws(() => parse(Uint8Array.from(body)), unreadable);
  });

  it(`fails only on purpose when ${MUTANTS} bodies are damaged`, () => {
    const said = saidOfMutants(own, parse, MUTANTS, 7);
    assert.ok(said > MUTANTS / 10, `${said} of ${MUTANTS} still said something`);
  });
};

for (const integration of integrations) describe(`integration ${integration.name}`, () => conforms(integration));
