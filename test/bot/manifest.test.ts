import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import { EVENTS, METHODS, OPTIONAL_SCOPES, SLASH_COMMANDS } from "../../src/bot/index.ts";

const ROOT = new URL("../../", import.meta.url);
const text = readFileSync(new URL("manifest.yml", ROOT), "utf8");

const manifest = z
  .object({
    features: z.object({ slash_commands: z.array(z.object({ command: z.string() })) }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
  })
  .parse(parse(text));

const BOT = new URL("src/bot/", ROOT);
const code = readdirSync(BOT)
  .map((name) => readFileSync(new URL(name, BOT), "utf8"))
  .join("\n");

const unique = (names: Iterable<string>): string[] => [...new Set(names)].sort();

test("the code calls exactly the methods of the table", () => {
  const called = [...code.matchAll(/\b(?:web|client)\.((?:[a-z]\w*\.)+\w+)\(/gi)].map(([, method]) => method ?? "");
  assert.deepEqual(unique(called), unique(Object.keys(METHODS)));
});

test("the manifest asks for exactly the scopes that methods, events and commands take", () => {
  const needed = [...Object.values(METHODS).flat(), ...Object.values(EVENTS).flat(), "commands"];
  assert.deepEqual([...manifest.oauth_config.scopes.bot].sort(), unique(needed));
});

test("scopes that may be left out are asked for, and the manifest says which they are", () => {
  const [, words = ""] = /# Six of these scopes may be left out:([\s\S]*?)\noauth_config/.exec(text) ?? [];
  assert.deepEqual(unique(words.match(/[a-z]+:[a-z.]+/g) ?? []), unique(Object.keys(OPTIONAL_SCOPES)));
  for (const scope of Object.keys(OPTIONAL_SCOPES)) assert.ok(manifest.oauth_config.scopes.bot.includes(scope), scope);
});

test("the manifest declares exactly the commands and events the code listens to", () => {
  assert.deepEqual(
    manifest.features.slash_commands.map(({ command }) => command),
    [...SLASH_COMMANDS],
  );
  assert.deepEqual([...manifest.settings.event_subscriptions.bot_events].sort(), unique(Object.keys(EVENTS)));
  const heard = [...code.matchAll(/app\.event\("(\w+)"/g)].map(([, name]) => name ?? "");
  assert.deepEqual(unique(heard), unique(Object.keys(EVENTS).map((name) => name.split(".")[0] ?? "")));
});

const SCHEMAS = new URL("../shared/slack/manifest-schema/schemas/", ROOT);
const TABLE = new URL("../shared/slack/methods-table.json", ROOT);
const MISSING = "skipped: Slack's published data is not on this machine";

test("Slack's own schema takes the manifest, for HTTP mode too", {
  skip: existsSync(SCHEMAS) ? false : MISSING,
}, () => {
  const { default: Ajv } = createRequire(import.meta.url)("ajv");
  const inHttpMode = text.replace(/# http: /g, "").replace("socket_mode_enabled: true", "socket_mode_enabled: false");
  assert.equal(inHttpMode.match(/^ +-? ?(url|request_url): https/gm)?.length, 7);
  for (const version of ["1", "2"]) {
    const schema = JSON.parse(readFileSync(new URL(`manifest.schema.${version}.0.0.json`, SCHEMAS), "utf8"));
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    for (const one of [text, inHttpMode]) assert.ok(validate(parse(one)), JSON.stringify(validate.errors));
  }
});

test("the table of methods agrees with Slack's reference", { skip: existsSync(TABLE) ? false : MISSING }, () => {
  const reference = z
    .record(z.string(), z.object({ botScopesAnyOf: z.array(z.string()).nullable() }))
    .parse(JSON.parse(readFileSync(TABLE, "utf8")));
  for (const [method, scopes] of Object.entries(METHODS)) {
    const anyOf = reference[method]?.botScopesAnyOf ?? [];
    // users:read.email adds the address to users.info; the reference lists it with the field, not with the method.
    for (const scope of scopes)
      if (scope !== "users:read.email") assert.ok(anyOf.includes(scope), `${method}: ${scope}`);
    if (anyOf.length > 0) assert.ok(scopes.length > 0, method);
  }
});
