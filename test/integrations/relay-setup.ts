import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Failure } from "../../src/core/failure.ts";
import type { HookRequest, Integration, ParsedAlert, SettingSpecs, SettingValues } from "../../src/core/integration.ts";
import { alertText } from "./golden.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);
const GOLDEN = new URL("../golden/", import.meta.url);
const SHARED = new URL("../../../shared/payloads/", import.meta.url);

/** When the tests' deliveries arrive. */
export const RECEIVED_MS = Date.parse("2026-11-16T10:00:00Z");

export interface File {
  readonly name: string;
  readonly body: Uint8Array;
}

const filesIn = (folder: URL): readonly File[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((name) => ({ name, body: readFileSync(new URL(name, folder)) }))
    : [];

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A request as it reaches `verify`. */
export const request = (changes: Partial<HookRequest> = {}): HookRequest => ({
  method: "POST",
  url: "https://drm.example.com/hooks/x",
  headers: {},
  query: new URLSearchParams(),
  body: bytes("{}"),
  receivedAtMs: RECEIVED_MS,
  ...changes,
});

/** What the tests of a source need. */
export const relayOf = <S extends SettingSpecs>(integration: Integration<S>) => {
  const { name, relay } = integration;
  if (!relay) throw new Error(`${name} relays nothing`);
  const parse = (
    body: Uint8Array | string | object,
    options: { settings?: SettingValues<S>; receivedAtMs?: number; deliveryId?: string; contentType?: string } = {},
  ): readonly ParsedAlert[] =>
    relay.parse(
      {
        deliveryId: options.deliveryId ?? "d1",
        contentType: options.contentType ?? "application/json",
        body: body instanceof Uint8Array ? body : bytes(typeof body === "string" ? body : JSON.stringify(body)),
        receivedAtMs: options.receivedAtMs ?? RECEIVED_MS,
      },
      options.settings,
    );
  const one = (...given: Parameters<typeof parse>): ParsedAlert => {
    const [alert, ...more] = parse(...given);
    assert.ok(alert && more.length === 0, "exactly one alert");
    return alert;
  };
  const own = filesIn(new URL(`${name}/`, FIXTURES));
  const show = ({ name: file, body }: File): string => {
    try {
      const alerts = parse(body);
      return [file, ...(alerts.length === 0 ? ["  (says nothing)"] : alerts.map(alertText))].join("\n");
    } catch (error) {
      assert.ok(isUnreadable(error), file);
      return `${file}\n  unreadable: ${error instanceof Error ? error.message : ""}`;
    }
  };
  return {
    parse,
    one,
    own,
    /** The only alert of a fixture. */
    fixture(file: string): ParsedAlert {
      const found = own.find((each) => each.name === file);
      assert.ok(found, `there is no fixture ${file}`);
      return one(found.body);
    },
    checkGolden(): void {
      const golden = new URL(`${name}-alerts.txt`, GOLDEN);
      const text = `${own.map(show).join("\n\n")}\n`;
      if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
      assert.equal(text, readFileSync(golden, "utf8"));
    },
    /** `count` damaged bodies: nothing but Failure("unreadable") may come of them. */
    checkDamaged(count: number): void {
      const random = randomFrom(7);
      for (let n = 0; n < count; n++) {
        const { body } = own[random(own.length)] ?? { body: bytes("") };
        const damage = DAMAGES[n % DAMAGES.length];
        const damaged = damage?.(Buffer.from(body).toString("utf8"), random) ?? "";
        try {
          for (const { title, key, eventId, atMs } of parse(damaged)) {
            assert.ok(key && eventId && atMs > 0 && title !== undefined);
            assert.ok(Math.max(key.length, eventId.length) <= 600, "an id is too long");
          }
        } catch (error) {
          assert.ok(isUnreadable(error), `${error instanceof Error ? error.stack : error}\n${damaged.slice(0, 500)}`);
        }
      }
    },
  };
};

/** Real bodies of a source, when the folder with them is there. */
export const realFiles = (folder: string): readonly File[] => filesIn(new URL(`${folder}/`, SHARED));
export const NO_REAL_FILES = "../shared/payloads is not there";

export const isUnreadable = (error: unknown): boolean => error instanceof Failure && error.code === "unreadable";
export const isForbidden = (error: unknown): boolean => error instanceof Failure && error.status === 403;

const randomFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * Math.max(below, 1));
  };
};

const ODD = [
  "null",
  "0",
  "-1",
  "1e400",
  "true",
  "[]",
  "{}",
  '""',
  '"<!channel>`x`"',
  "99999999999999999999",
  '{"a":{}}',
];
const DAMAGES: readonly ((text: string, random: (below: number) => number) => string)[] = [
  (text, random) => text.slice(0, random(text.length)),
  (text, random) => text.replaceAll(/"(\w+)":/g, (whole) => (random(9) === 0 ? '"x":' : whole)),
  (text, random) =>
    text.replaceAll(/: ?("(?:[^"\\]|\\.)*"|[-\d.]+|null|true|false)/g, (whole) =>
      random(5) === 0 ? `: ${ODD[random(ODD.length)]}` : whole,
    ),
  (text, random) => {
    const at = random(text.length);
    return `${text.slice(0, at)}${String.fromCharCode(random(0xffff))}${text.slice(at + 1)}`;
  },
  (text, random) => text.replaceAll(/=[^&]*/g, (whole) => (random(3) === 0 ? "=%FF%00" : whole)),
  (text, random) => text.replace(/: ?"/, () => `: "${"<!channel>`".repeat(random(2000))}`),
  (text, random) => text.replace(/: ?("[^"]*"|\d+)/, () => `: ${"[".repeat(random(20000))}`),
  (text, random) => {
    const deep = random(20000);
    return text.replace(/: ?("[^"]*"|\d+)/, () => `: ${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`);
  },
];
