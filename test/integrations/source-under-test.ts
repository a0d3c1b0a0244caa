import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { HookRequest, Integration, ParsedAlert } from "../../src/core/integration.ts";
import { splitSecrets } from "../../src/lib/token.ts";
import { alertText } from "./golden.ts";

export const RECEIVED = Date.parse("2026-11-22T09:00:00Z");
export const unreadable = (error: unknown): boolean => error instanceof Failure && error.code === "unreadable";

/** What the tests of one source share: its fixtures, its parser, its door. */
export const sourceUnderTest = (integration: Integration) => {
  const { name, relay } = integration;
  assert.ok(relay);
  const own = new URL(`../fixtures/${name}/`, import.meta.url);
  const shared = new URL(`../../../shared/payloads/${name}/`, import.meta.url);

  const parse = (body: Uint8Array | string | object, deliveryId = "d1"): readonly ParsedAlert[] => {
    const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    return relay.parse({ deliveryId, contentType: "", body: bytes, receivedAtMs: RECEIVED });
  };
  const only = (body: Uint8Array | string | object, deliveryId?: string): ParsedAlert => {
    const [alert, ...others] = parse(body, deliveryId);
    assert.ok(alert && others.length === 0);
    return alert;
  };
  const fixture = (file: string): Buffer => readFileSync(new URL(file, own));

  const verify = (request: Partial<HookRequest> & { readonly body?: Uint8Array }, settings: Record<string, string>) =>
    relay.verify(
      {
        method: "POST",
        url: `https://drm.example.com/hooks/${name}`,
        headers: {},
        query: new URLSearchParams(),
        body: new Uint8Array(),
        ...request,
      },
      settings,
    );
  const refused = (request: Partial<HookRequest>, settings: Record<string, string>) =>
    assert.rejects(verify(request, settings), (error: unknown) => {
      assert.ok(error instanceof Failure && error.code === "forbidden", String(error));
      assert.match(error.tell ?? "", new RegExp(name.toUpperCase()), "the tell names the setting");
      for (const secret of Object.values(settings).flatMap(splitSecrets))
        assert.ok(!`${error.message} ${error.tell}`.includes(secret), "no secret is told");
      return true;
    });

  const show = (file: string): string => {
    try {
      const alerts = parse(fixture(file));
      const runbook = (alert: ParsedAlert): string => (alert.runbook ? `\n  runbook: ${alert.runbook}` : "");
      const texts = alerts.map((alert) => alertText(alert) + runbook(alert));
      return [file, ...(texts.length === 0 ? ["  (says nothing)"] : texts)].join("\n");
    } catch (error) {
      assert.ok(unreadable(error), `${file}: ${error}`);
      return `${file}\n  unreadable: ${error instanceof Error ? error.message : ""}`;
    }
  };

  /** The golden file is the review: what each fixture says. */
  const golden = (): void => {
    const file = new URL(`../golden/${name}-alerts.txt`, import.meta.url);
    const text = `${readdirSync(own).sort().map(show).join("\n\n")}\n`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, text);
    assert.equal(text, readFileSync(file, "utf8"));
  };

  return { parse, only, fixture, verify, refused, golden, own, shared };
};

type Source = ReturnType<typeof sourceUnderTest>;

const JUNK = ["null", "[]", "{}", "-1", "1e999", '""', "[[[[]]]]", '{"__proto__":{"type":1}}', "123456789012345678901"];

/** Damages all fixtures in many ways: nothing but "unreadable" may come out, and what is parsed is whole. */
export const itSurvivesDamage = ({ parse, own, fixture }: Source, rounds = 1500): void => {
  it(`fails only on purpose when ${rounds} bodies are damaged`, () => {
    let state = 11;
    const random = (below: number): number => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return state % below;
    };
    const damages: readonly ((text: string) => string)[] = [
      (text) => text.slice(0, random(text.length)),
      (text) => text.replaceAll(/"([\w.]+)":/g, (whole) => (random(9) === 0 ? '"x":' : whole)),
      (text) =>
        text.replaceAll(/: (null|"[^"]*"|\d+|true|false)/g, (whole) =>
          random(6) ? whole : `: ${JUNK[random(JUNK.length)]}`,
        ),
      (text) => text.replaceAll(/[{}[\]&=%]/g, (one) => (random(40) ? one : "")),
      (text) => {
        const at = random(text.length);
        return `${text.slice(0, at)}${String.fromCharCode(random(60_000))}${text.slice(at + 1)}`;
      },
      (text) => text.replace(/"[^"]{3,}"(?=[,\s}])/, `"${"<!channel>`\\u0000".repeat(500)}"`),
    ];
    const files = readdirSync(own).sort();
    let parsed = 0;
    for (let round = 0; round < rounds; round++) {
      const body = damages[random(damages.length)]?.(fixture(files[random(files.length)] ?? "").toString()) ?? "";
      try {
        for (const alert of parse(body)) {
          parsed++;
          assert.ok(alert.key && alert.eventId && alert.key.length <= 600 && alert.eventId.length <= 600, body);
          assert.ok(alert.atMs > 0 && alert.atMs < 8.64e15 && alert.title.length <= 500, body);
          assert.ok(!/[\r\n]/.test(alert.title) && alert.details.length <= 20, body);
          assert.ok(
            Object.values(alert.labels).every((value) => typeof value === "string" && value.length <= 1000),
            body,
          );
          assert.ok(alert.url === undefined || URL.canParse(alert.url), body);
        }
      } catch (error) {
        assert.ok(unreadable(error), `${error}\n${body}`);
      }
    }
    assert.ok(parsed > rounds / 8, `${parsed} of ${rounds} still said something`);
    for (const text of ["", "[]", '"x"', "1", "[".repeat(100_000), `{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`])
      assert.throws(() => parse(text), unreadable, text.slice(0, 20));
  });
};

/** A token in the path or in a header, alone or while rotating. */
export const itWantsItsToken = ({ verify, refused }: Source, integration: Integration, setting: string): void => {
  const token = "0123456789abcdef-token";
  it(`wants ${setting} in the address or a header`, async () => {
    const settings = { [setting]: `older-token-of-before, ${token}` };
    await verify({ pathToken: token }, settings);
    await verify({ pathToken: "older-token-of-before" }, settings);
    await verify({ headers: { authorization: `Bearer ${token}` } }, settings);
    await verify({ headers: { authorization: `Basic ${btoa(`drm:${token}`)}` } }, settings);
    for (const pathToken of [undefined, "", `${token}x`, token.slice(1), settings[setting]])
      await refused({ pathToken }, settings);
    await refused({ headers: { authorization: "Bearer x" } }, settings);
    for (const empty of ["", " , "]) await refused({ pathToken: empty }, { [setting]: empty });
    await refused({ pathToken: token }, {});
  });

  it("names a token that can be guessed, without telling it", () => {
    const said = integration.check?.({ [setting]: `short, ${token}` }) ?? [];
    assert.match(said.join(), new RegExp(setting));
    assert.ok(!said.join().includes("short,"));
    assert.deepEqual(integration.check?.({ [setting]: token }), []);
  });
};

type Summary = readonly [key: string, state: string, severity: string, title: string];

/** Bodies seen in the wild, when they are there: key, state, severity and title of each. */
export const itReadsCaptured = ({ only, shared }: Source, expected: Readonly<Record<string, Summary>>): void => {
  const skip = !existsSync(shared) && "../shared/payloads is not there";
  it("reads what was captured", { skip }, () => {
    assert.deepEqual(readdirSync(shared).sort(), Object.keys(expected).sort());
    for (const [file, summary] of Object.entries(expected)) {
      const { key, state, severity, title } = only(readFileSync(new URL(file, shared)));
      assert.deepEqual([key, state, severity, title], summary, file);
    }
  });
};
