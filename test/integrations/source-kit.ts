import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";
import type { HookRequest, Integration, ParsedAlert, SettingSpecs, SettingValues } from "../../src/core/integration.ts";
import { splitSecrets } from "../../src/lib/token.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);
const CAPTURED = new URL("../../../shared/payloads/", import.meta.url);

/** When the tests' deliveries arrive. */
export const RECEIVED_MS = Date.parse("2026-11-22T09:00:00Z");
export const NOT_CAPTURED = "../shared/payloads is not there";

export interface File {
  readonly name: string;
  readonly body: Uint8Array;
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const unreadable = (error: unknown): boolean => error instanceof Failure && error.code === "unreadable";
export const isForbidden = (error: unknown): boolean => error instanceof Failure && error.status === 403;

const filesIn = (folder: URL): readonly File[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((name) => ({ name, body: readFileSync(new URL(name, folder)) }))
    : [];

/** Real bodies of a source, when the folder with them is there. */
export const capturedFiles = (folder: string): readonly File[] => filesIn(new URL(`${folder}/`, CAPTURED));
/** The project's own bodies of a source. */
export const fixturesOf = (name: string): readonly File[] => filesIn(new URL(`${name}/`, FIXTURES));

/** How the settings of a source begin. */
const settingsOf = (name: string): string => name.toUpperCase().replaceAll("-", "_");

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

interface How<S extends SettingSpecs> {
  readonly settings?: SettingValues<S>;
  readonly receivedAtMs?: number;
  readonly deliveryId?: string;
  readonly contentType?: string;
}

/** What the tests of one source share: its fixtures, its parser, its door. */
export const sourceKit = <S extends SettingSpecs>(integration: Integration<S>) => {
  const { name, relay } = integration;
  assert.ok(relay, `${name} relays nothing`);
  const own = fixturesOf(name);

  const parse = (body: Uint8Array | string | object, how: How<S> | string = {}): readonly ParsedAlert[] => {
    const { settings, ...more } = typeof how === "string" ? { deliveryId: how } : how;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const delivered = { deliveryId: "d1", contentType: "application/json", receivedAtMs: RECEIVED_MS, ...more };
    return relay.parse({ ...delivered, body: body instanceof Uint8Array ? body : bytes(text) }, settings);
  };
  /** The only alert of a body. */
  const only = (...given: Parameters<typeof parse>): ParsedAlert => {
    const [alert, ...more] = parse(...given);
    assert.ok(alert && more.length === 0, "exactly one alert");
    return alert;
  };
  const fixture = (file: string): Uint8Array => {
    const found = own.find((each) => each.name === file);
    assert.ok(found, `there is no fixture ${file}`);
    return found.body;
  };
  /** The only alert of a fixture. */
  const one = (file: string, deliveryId = "d1"): ParsedAlert => only(fixture(file), deliveryId);
  const text = (file: string): string => Buffer.from(fixture(file)).toString("utf8");

  /** The first fixture's incident after all of them, one millisecond apart where they have no time of their own. */
  const play = (...files: readonly string[]): Incident | undefined =>
    files
      .flatMap((file, n) => parse(fixture(file), `d${n}`).map((alert) => ({ alert, n })))
      .reduce<Incident | undefined>((before, { alert, n }) => {
        if (before && before.key !== alert.key) return before;
        const atMs = alert.atMs === RECEIVED_MS ? RECEIVED_MS + n : alert.atMs;
        return applyAlert(before, { ...alert, atMs, source: name }).incident;
      }, undefined);

  const all = (given: Readonly<Partial<Record<string, string>>>): SettingValues<S> =>
    Object.fromEntries(Object.keys(integration.settings).map((key) => [key, given[key]])) as SettingValues<S>;
  const verify = async (changes: Partial<HookRequest>, settings: Readonly<Record<string, string>>): Promise<void> =>
    relay.verify(
      request({ url: `https://drm.example.com/hooks/${name}`, body: new Uint8Array(), ...changes }),
      all(settings),
    );
  const refused = (changes: Partial<HookRequest>, settings: Readonly<Record<string, string>>): Promise<void> =>
    assert.rejects(verify(changes, settings), (error: unknown) => {
      assert.ok(error instanceof Failure && error.status === 403, String(error));
      assert.match(error.tell ?? "", new RegExp(settingsOf(name)), "the tell names the setting");
      for (const secret of Object.values(settings).flatMap(splitSecrets))
        assert.ok(!`${error.message} ${error.tell}`.includes(secret), "no secret is told");
      return true;
    });
  const check = (settings: Readonly<Record<string, string>>): readonly string[] =>
    integration.check?.(all(settings)) ?? [];

  return { name, own, parse, only, fixture, one, text, play, verify, refused, check };
};

type Door = Pick<ReturnType<typeof sourceKit>, "name" | "verify" | "refused" | "check">;

/** A source whose sender signs nothing: a token in the path or in a header, alone or while rotating. */
export const wantsToken = ({ name, verify, refused, check }: Door): void => {
  const setting = `${settingsOf(name)}_TOKEN`;
  const token = "0123456789abcdef-token";
  it(`wants ${setting} in the address or a header`, async () => {
    const settings = { [setting]: `older-token-of-before, ${token}` };
    await verify({ pathToken: token }, settings);
    await verify({ pathToken: "older-token-of-before" }, settings);
    await verify({ headers: { authorization: `Bearer ${token}` } }, settings);
    await verify({ headers: { authorization: `basic ${btoa(`drm:${token}`)}` } }, settings);
    await verify({ headers: { "x-auth-token": token } }, settings);
    for (const pathToken of [undefined, "", `${token}x`, token.slice(1), token.toUpperCase(), settings[setting]])
      await refused({ pathToken }, settings);
    for (const authorization of ["Bearer", "Bearer x", `Basic ${btoa("drm:x")}`])
      await refused({ headers: { authorization } }, settings);
    for (const empty of ["", " , "]) await refused({ pathToken: empty }, { [setting]: empty });
    await refused({ pathToken: token }, {});
  });

  it("names a token that can be guessed, without telling it", () => {
    const said = check({ [setting]: `short-1, ${token}` }).join();
    assert.match(said, new RegExp(`${setting}.*16`));
    assert.ok(!said.includes("short-1"));
    assert.deepEqual(check({ [setting]: token }), []);
  });
};

/** Key, state, severity and title. */
export type Summary = readonly [key: string, state: ParsedAlert["state"], severity: string, title: string];

/** Bodies seen in the wild say what they should; skipped in words where they are not at hand. */
export const readsCaptured = (
  { name, only }: { readonly name: string; only(body: Uint8Array): ParsedAlert },
  expected: Readonly<Record<string, Summary>>,
): void => {
  const files = capturedFiles(name);
  it("reads what was captured", { skip: files.length === 0 && NOT_CAPTURED }, () => {
    const said = files.map(({ name: file, body }) => {
      const { key, state, severity, title } = only(body);
      return [file, [key, state, severity, title]];
    });
    assert.deepEqual(Object.fromEntries(said), expected);
  });
};

/** Two deliveries of the same bytes are one event. */
export const assertSameEvent = (
  {
    parse,
    fixture,
  }: { parse(body: Uint8Array, deliveryId: string): readonly ParsedAlert[]; fixture(file: string): Uint8Array },
  file: string,
): void =>
  assert.deepEqual(
    parse(fixture(file), "d1").map(({ eventId }) => eventId),
    parse(fixture(file), "d2").map(({ eventId }) => eventId),
  );
