import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

interface Room {
  readonly folders: readonly string[];
  readonly packages: readonly string[];
}

/** Who may import whom; a package named here may be imported only from the folder it stands by. */
const MAY: Record<string, Room> = {
  core: { folders: ["core"], packages: ["temporal-polyfill"] },
  lib: { folders: ["lib", "core"], packages: ["zod", "node:"] },
  integrations: { folders: ["core", "lib"], packages: ["zod", "@pagerduty/pdjs", "hot-shots"] },
  "integrations/cloudwatch": {
    folders: ["core", "lib", "integrations/cloudwatch"],
    packages: ["zod", "node:", "@aws-sdk/client-cloudwatch"],
  },
  commands: { folders: ["core"], packages: [] },
  graphs: { folders: ["core", "graphs"], packages: ["chart.js"] },
  "graphs/render": {
    folders: ["core", "graphs"],
    packages: ["chart.js", "chartjs-node-canvas", "@napi-rs/canvas", "sharp", "node:"],
  },
  flows: { folders: ["flows", "core"], packages: [] },
  store: { folders: ["store", "core"], packages: ["kysely", "pg", "node:"] },
  bot: { folders: ["bot", "core", "flows", "lib"], packages: ["@slack/", "node:"] },
  web: { folders: ["web", "core", "flows", "lib"], packages: ["fastify", "@fastify/", "prom-client", "node:"] },
  "web/client": { folders: ["web/client", "core", "graphs"], packages: ["chart.js"] },
  demo: { folders: ["demo", "core", "lib"], packages: ["fastify", "@fastify/", "ws", "node:"] },
  config: {
    folders: ["config", "core", "bot/settings", "integrations/index", "flows/tell-admin", "lib/expression"],
    packages: ["yaml", "zod", "node:"],
  },
  cli: {
    folders: ["cli", "app", "config", "demo", "core", "lib", "commands/index", "integrations/index", "store/index"],
    packages: ["node:", "yaml"],
  },
};
const MAX_LINES = 300;
const FORBIDDEN: readonly [RegExp, string, readonly string[]][] = [
  [/process\.env/, "settings are read in config.ts only", ["config.ts"]],
  [/Date\.now\(|new Date\(\)/, "take the time from a port, so tests can hold it still", ["index.ts", "cli/"]],
  [/console\.(?:log|info|warn|error|debug|trace|table|dir)\b/, "log through the logger", []],
];

const SRC = fileURLToPath(new URL("../../src", import.meta.url));
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".d.ts"),
);

const roomOf = (path: string): string | undefined =>
  Object.keys(MAY)
    .filter((room) => path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

const within = (path: string, rooms: readonly string[]): boolean =>
  rooms.some((room) => path === `${room}.ts` || path.startsWith(`${room}/`));

const named = (target: string, packages: readonly string[]): boolean =>
  packages.some((name) => target === name || target.startsWith(/[/:]$/.test(name) ? name : `${name}/`));

const importsOf = (text: string): string[] => [
  ...[...text.matchAll(/\b(?:from\s+|import\s+|import\s*\(\s*)"([^"]+)"/g)].map(([, target = ""]) => target),
];

const checkImports = (file: string, text: string): void => {
  const room = roomOf(file);
  assert.ok(room, `${file} is in no room of this test's table: decide what it may import`);
  const { folders, packages } = MAY[room] ?? { folders: [], packages: [] };
  const list = file === `${room}/index.ts`;
  for (const target of importsOf(text)) {
    if (!target.startsWith(".")) {
      assert.ok(named(target, packages), `src/${room} may not import the package ${target}`);
      continue;
    }
    const path = relative(SRC, join(SRC, dirname(file), target));
    const own =
      room === "integrations" && path.startsWith(`${file.replace(/\.ts$/, "").split("/").slice(0, 2).join("/")}/`);
    assert.ok(own || within(path, folders) || (list && roomOf(path) === room), `${file} may not import src/${path}`);
  }
};

describe("architecture", () => {
  for (const file of files) {
    it(file, () => {
      const text = readFileSync(join(SRC, file), "utf8");
      assert.ok(
        text.split("\n").length <= MAX_LINES + 1,
        `longer than ${MAX_LINES} lines: split it by what it is about`,
      );
      for (const [pattern, why, except] of FORBIDDEN)
        assert.ok(except.some((one) => file.startsWith(one)) || !pattern.test(text), why);
      if (file.includes("/") && !file.startsWith("app/")) checkImports(file, text);
    });
  }

  for (const folder of ["integrations", "commands", "graphs"])
    it(`${folder}/index.ts lists every file of its folder`, () => {
      const list = readFileSync(join(SRC, folder, "index.ts"), "utf8");
      const mine = readdirSync(join(SRC, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && entry.name !== "index.ts")
        .filter(({ name }) => /export default define/.test(readFileSync(join(SRC, folder, name), "utf8")))
        .map(({ name }) => name);
      assert.ok(mine.length > 0);
      for (const name of mine) assert.ok(list.includes(`"./${name}"`), `${folder}/index.ts misses ${name}`);
    });

  it("has no circles", () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(readFileSync(join(SRC, file), "utf8").replaceAll(/import type [^;]+;/g, ""))
          .filter((target) => target.startsWith("."))
          .map((target) => relative(SRC, join(SRC, dirname(file), target))),
      ]),
    );
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      assert.ok(!path.includes(file), `a circle: ${[...path.slice(path.indexOf(file)), file].join(" -> ")}`);
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });
});
