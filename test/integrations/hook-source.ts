import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Incident } from "../../src/core/incident.ts";
import { applyAlert } from "../../src/core/incident-apply.ts";
import type { Integration, ParsedAlert } from "../../src/core/integration.ts";
import { alertText } from "./golden.ts";

export const RECEIVED_MS = Date.parse("2026-11-21T09:00:00Z");
export const unreadable = (error: unknown): boolean => error instanceof Failure && error.code === "unreadable";

export interface Expected {
  readonly key: string;
  readonly state: ParsedAlert["state"];
  readonly severity: ParsedAlert["severity"];
  readonly title: string;
}

interface Body {
  readonly name: string;
  readonly body: Uint8Array;
}

/**
 * What a test of one source whose sender signs nothing needs; captured bodies lie in a folder
 * named like the source. `play` applies the alerts of several fixtures to the first one's incident, one millisecond
 * after the other where they have no time of their own.
 */
export const hookSource = <S extends Integration["settings"]>(integration: Integration<S>) => {
  const { name, relay } = integration;
  const fixtures = new URL(`../fixtures/${name}/`, import.meta.url);
  const captured = new URL(`../../../shared/payloads/${name}/`, import.meta.url);
  const parse = (body: Uint8Array | string | object, deliveryId = "d1"): readonly ParsedAlert[] => {
    const bytes =
      body instanceof Uint8Array
        ? body
        : new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
    const form = /^payload=/.test(new TextDecoder().decode(bytes.subarray(0, 8)));
    const contentType = form ? "application/x-www-form-urlencoded" : "application/json";
    return relay?.parse({ deliveryId, contentType, body: bytes, receivedAtMs: RECEIVED_MS }) ?? [];
  };
  const filesOf = (folder: URL): readonly Body[] =>
    existsSync(folder)
      ? readdirSync(folder)
          .sort()
          .map((file) => ({ name: file, body: readFileSync(new URL(file, folder)) }))
      : [];
  const text = (file: string): string => readFileSync(new URL(file, fixtures), "utf8");
  const one = (file: string, deliveryId = "d1"): ParsedAlert => {
    const [alert, ...more] = parse(text(file), deliveryId);
    assert.ok(alert && more.length === 0, file);
    return alert;
  };
  const play = (...files: readonly string[]): Incident | undefined =>
    files
      .flatMap((file, n) => parse(text(file), `d${n}`).map((alert) => ({ alert, n })))
      .reduce<Incident | undefined>((before, { alert, n }) => {
        if (before && before.key !== alert.key) return before;
        const atMs = alert.atMs === RECEIVED_MS ? RECEIVED_MS + n : alert.atMs;
        return applyAlert(before, { ...alert, atMs, source: name }).incident;
      }, undefined);
  return { integration, fixtures, captured, parse, filesOf, text, one, play };
};
type Source = ReturnType<typeof hookSource>;

const show = ({ parse }: Pick<Source, "parse">, { name, body }: Body): string => {
  try {
    const alerts = parse(body);
    return [name, ...(alerts.length === 0 ? ["  (says nothing)"] : alerts.map(alertText))].join("\n");
  } catch (error) {
    assert.ok(unreadable(error), `${name}: ${error}`);
    return `${name}\n  unreadable: ${error instanceof Error ? error.message : ""}`;
  }
};

/** The alerts of the fixtures, as a person reviewed them; and what holds for all of them. */
export const testFixtures = (source: Pick<Source, "integration" | "fixtures" | "parse" | "filesOf">): void => {
  const { name } = source.integration;
  const golden = new URL(`../golden/${name}-alerts.txt`, import.meta.url);
  const files = source.filesOf(source.fixtures);

  it("parse as the golden file says, the same each time", () => {
    const told = `${files.map((file) => show(source, file)).join("\n\n")}\n`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, told);
    assert.equal(told, readFileSync(golden, "utf8"));
    for (const file of files) assert.equal(show(source, file), show(source, file));
  });

  it("keep every text within what a card can show, and every link in the web", () => {
    const huge = "<!channel> `x` ".repeat(7000);
    for (const { body } of files) {
      const grown = body
        .toString()
        .replaceAll(/: "(?![0-9a-f-]{36}")([A-Za-z][^"\n]*)"/g, (whole, words: string) =>
          /^(https?:|\d{4}-)/.test(words) || words.length < 12 ? whole : `: "${words}${huge}"`,
        );
      for (const damaged of [grown, Buffer.from(body).toString()]) {
        try {
          for (const alert of source.parse(damaged)) {
            const { title, what, details, key, eventId, url, labels } = alert;
            assert.ok(title.length <= 300 && !title.includes("\n"), title.slice(0, 400));
            assert.ok((what ?? "").length <= 200 && key.length <= 600 && eventId.length <= 600);
            assert.ok(details.length <= 20 && details.every((line) => line.length <= 3001));
            assert.ok(url === undefined || /^https?:\/\//.test(url), url);
            assert.ok(Object.values(labels).every((value) => typeof value === "string"));
          }
        } catch (error) {
          assert.ok(unreadable(error), String(error));
        }
      }
    }
  });

  it("fail only on purpose when 3,000 bodies are damaged", () => damage(source, files));

  it("survive nesting without end", () => {
    for (const deep of ["[".repeat(200_000), `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`])
      assert.throws(() => source.parse(deep), unreadable);
  });

  it("hold no secret that a body carries", () => {
    for (const file of files) assert.doesNotMatch(show(source, file), /secret|customer@example|4111/i);
  });
};

const JUNK = [
  "null",
  "[]",
  "{}",
  "-1",
  "1e999",
  '""',
  "true",
  "[[[[]]]]",
  '{"__proto__":{"type":1}}',
  "123456789012345678901",
  '"\\u0000\\ud800"',
];

const damage = ({ parse }: Pick<Source, "parse">, files: readonly Body[]): void => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const junk = (): string => JUNK[random(JUNK.length)] ?? "0";
  const damages: readonly ((text: string) => string)[] = [
    (text) => text.slice(0, random(text.length)),
    (text) => text.replaceAll(/"(\w+)":/g, (whole) => (random(9) === 0 ? '"x":' : whole)),
    (text) => text.replaceAll(/: (null|"[^"]*"|\d+|true|false)/g, (whole) => (random(6) ? whole : `: ${junk()}`)),
    (text) => text.replaceAll(/: [[{]/g, (whole) => (random(6) ? whole : `: ${junk()}, "y"${whole}`)),
    (text) => text.replaceAll(/[{}[\]]/g, (whole) => (random(40) ? whole : "")),
    (text) => {
      const at = random(text.length);
      return `${text.slice(0, at)}${String.fromCharCode(random(300))}${text.slice(at + 1)}`;
    },
  ];
  let parsed = 0;
  for (let round = 0; round < 3000; round++) {
    const file = files[random(files.length)];
    const harm = damages[random(damages.length)];
    if (!file || !harm) continue;
    const body = harm(Buffer.from(file.body).toString("utf8"));
    try {
      for (const { key, eventId, atMs, title, labels, details } of parse(body)) {
        parsed++;
        assert.ok(key && eventId && Number.isFinite(atMs) && atMs > 0 && typeof title === "string", body);
        assert.ok(
          [...Object.values(labels), ...details].every((value) => typeof value === "string"),
          body,
        );
      }
    } catch (error) {
      assert.ok(unreadable(error), `${error instanceof Error ? error.stack : error}\n${body}`);
    }
  }
  assert.ok(parsed > 300, `${parsed} of 3000 still said something`);
};

/** Senders that sign nothing prove themselves by a token in the path. */
export const testToken = ({ integration }: Pick<Source, "integration">): void => {
  const name = `${integration.name.toUpperCase()}_TOKEN`;
  const TOKENS = "first-token-0123456789, second-token-0123456789";
  const verify = async (pathToken: string | undefined, tokens: string | undefined, authorization?: string) =>
    integration.relay?.verify(
      {
        method: "POST",
        url: `https://drm.example.com/hooks/${integration.name}`,
        ...(pathToken === undefined ? {} : { pathToken }),
        headers: authorization === undefined ? {} : { authorization },
        query: new URLSearchParams(),
        body: new Uint8Array(),
      },
      { [name]: tokens },
    );
  const refused = async (pathToken: string | undefined, tokens: string | undefined) =>
    assert.rejects(verify(pathToken, tokens), (error: unknown) => {
      assert.ok(error instanceof Failure && error.status === 403, String(error));
      assert.ok(error.tell?.includes(name), "names the setting");
      return !`${error.message} ${error.tell}`.includes("-token-0");
    });

  it("prove themselves by a token, also by either of two while rotating", async () => {
    await verify("first-token-0123456789", "first-token-0123456789");
    await verify("first-token-0123456789", TOKENS);
    await verify("second-token-0123456789", TOKENS);
    await verify(undefined, TOKENS, `Basic ${Buffer.from("drm:second-token-0123456789").toString("base64")}`);
  });

  it("are refused without one, with a wrong one and while none is set", async () => {
    for (const given of [
      undefined,
      "",
      "first-token-012345678",
      "first-token-0123456789x",
      TOKENS,
      "FIRST-TOKEN-0123456789",
    ])
      await refused(given, TOKENS);
    for (const tokens of [undefined, "", " , "]) for (const given of [undefined, "", ","]) await refused(given, tokens);
  });

  it("have their short tokens named, without being told", () => {
    assert.deepEqual(integration.check?.({ [name]: "first-token-0123456789" }), []);
    const [problem, ...more] = integration.check?.({ [name]: "first-token-0123456789,short-1" }) ?? [];
    assert.ok(problem?.includes(name) && !problem.includes("short-1") && more.length === 0);
  });
};

/** Captured bodies say what they should; skipped where they are not at hand. */
export const testCaptured = (source: Source, expected: Readonly<Record<string, Expected>>): void => {
  const files = source.filesOf(source.captured);
  describe("captured bodies", { skip: files.length === 0 && "../shared/payloads is not there" }, () => {
    for (const file of files)
      it(file.name, () => {
        const alerts = source.parse(file.body);
        assert.deepEqual(source.parse(file.body), alerts);
        const [alert] = alerts;
        assert.ok(alert && alerts.length === 1);
        const { key, state, severity, title } = alert;
        assert.deepEqual({ key, state, severity, title }, expected[file.name]);
      });
  });
};

/** Two deliveries of the same bytes are one event; different events are two. */
export const assertSameEvent = (parse: Source["parse"], body: string): void =>
  assert.deepEqual(
    parse(body, "d1").map(({ eventId }) => eventId),
    parse(body, "d2").map(({ eventId }) => eventId),
  );
