/** Name in code and in settings of "acme-watch": acmeWatch, ACME_WATCH. */
const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
const setting = (name: string): string => `${name.toUpperCase().replaceAll("-", "_")}_TOKEN`;
const words = (name: string): string =>
  name
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");

const source = (name: string): string => `import * as z from "zod";
import type { AlertState } from "../core/alert.ts";
import { type Delivered, defineIntegration, type ParsedAlert } from "../core/integration.ts";
import { shortId } from "../lib/digest.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { Id } from "../lib/payload.ts";
import { readHook } from "../lib/read-hook.ts";
import { severityOfWord } from "../lib/severity-words.ts";
import { firstText, linesOf, present, Scalar, timeOf, webLink } from "../lib/shape.ts";
import { cut } from "../lib/wording.ts";

/** What is sent. Only what tells problems apart is required: a field that is missing or odd is no reason to refuse. */
const Delivery = z.object({
  id: Id,
  status: z.string().min(1),
  title: Scalar,
  message: Scalar,
  severity: Scalar,
  host: Scalar,
  service: Scalar,
  link: Scalar,
  at: Scalar,
});

/** What the sender's words mean; any other word tells something about a known problem. */
const STATES: ReadonlyMap<string, AlertState> = new Map([
  ["open", "firing"],
  ["acknowledged", "acked"],
  ["closed", "resolved"],
]);

const WHAT: Readonly<Record<AlertState, string>> = {
  firing: "triggered",
  acked: "acknowledged",
  resolved: "resolved",
  update: "updated",
  notice: "noticed",
};

const parse = ({ body, deliveryId, receivedAtMs }: Delivered): readonly ParsedAlert[] => {
  const sent = readHook(Delivery, body, "a webhook of ${words(name)}");
  const state = STATES.get(sent.status.toLowerCase()) ?? "update";
  const severity = severityOfWord(sent.severity);
  return [
    {
      key: shortId(sent.id),
      eventId: shortId(\`\${sent.id}:\${sent.status}:\${sent.at ?? deliveryId}\`),
      state,
      severity: severity ?? "error",
      ...(severity === undefined ? { severityKnown: false } : {}),
      title: cut(firstText(sent.title) ?? \`Problem \${sent.id}\`, 300),
      url: webLink(sent.link),
      atMs: timeOf(sent.at) ?? receivedAtMs,
      what: WHAT[state],
      labels: present({ service: firstText(sent.service), host: firstText(sent.host) }),
      details: linesOf(sent.message),
      ...(state === "resolved" ? { ending: "auto" as const } : {}),
    },
  ];
};

/** ${words(name)}: its webhooks, which carry a token. */
export default defineIntegration({
  name: "${name}",
  docs: "https://example.com/${name}/webhooks",
  settings: { ${setting(name)}: tokenSetting("at the end of the address that it posts to") },
  check: ({ ${setting(name)} }) => checkTokens("${setting(name)}", ${setting(name)}),
  relay: {
    async verify(request, { ${setting(name)} }) {
      requireHookToken(request, "${setting(name)}", ${setting(name)});
    },
    parse,
  },
});
`;

const test = (name: string): string => `import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import ${camel(name)} from "../../src/integrations/${name}.ts";
import { assertSameEvent, sourceKit, unreadable, wantsToken } from "./source-kit.ts";

const source = sourceKit(${camel(name)});
const { parse, one, play } = source;

describe("${words(name)}", () => {
  wantsToken(source);

  it("makes one problem of its beginning and its end, and swallows neither", () => {
    const [first, last] = ["01-open.json", "02-closed.json"].map((file) => one(file));
    assert.equal(first?.key, last?.key);
    assert.notEqual(first?.eventId, last?.eventId);
    assert.equal(play("01-open.json", "02-closed.json")?.state, "resolved");
    assertSameEvent(source, "01-open.json");
  });

  it("refuses what is none of its bodies, in words", () => {
    assert.throws(() => parse("{}"), /not a webhook of ${words(name)}/);
    assert.throws(() => parse("[]"), unreadable);
  });
});
`;

const fixture = (status: "open" | "closed", minute: string): string =>
  `${JSON.stringify(
    {
      id: "4711",
      status,
      title: "Disk of db-1 is full",
      message: "97 % of /var are used.",
      severity: "critical",
      host: "db-1",
      service: "Checkout",
      link: "https://example.com/problems/4711",
      at: `2026-11-16T08:${minute}:00Z`,
    },
    null,
    2,
  )}\n`;

/** The files of a new integration, by their path in the project: a skeleton that works, and what tests it. */
export const newIntegration = (name: string): Readonly<Record<string, string>> => ({
  [`src/integrations/${name}.ts`]: source(name),
  [`test/integrations/${name}.test.ts`]: test(name),
  [`test/fixtures/${name}/01-open.json`]: fixture("open", "00"),
  [`test/fixtures/${name}/02-closed.json`]: fixture("closed", "30"),
});

/** The list of integrations with one more, in the order of their names. */
export const withIntegration = (index: string, name: string): string => {
  const line = `import ${camel(name)} from "./${name}.ts";`;
  const lines = index.split("\n");
  const imports = lines.filter((one) => /^import \w+ from "\.\//.test(one));
  const entries = lines.filter((one) => /^ {2}\w+,$/.test(one));
  const pathOf = (one: string): string => /"(.*)\.ts"/.exec(one)?.[1] ?? "";
  const sorted = [...imports, line].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
  return index
    .replace(imports.join("\n"), sorted.join("\n"))
    .replace(entries.join("\n"), [...entries, `  ${camel(name)},`].sort().join("\n"));
};
