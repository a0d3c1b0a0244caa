import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { envExample, freshReadme } from "../../src/cli/docs.ts";
import { settingGroups } from "../../src/config.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

describe("documentation", () => {
  it(".env.example is what the declarations say", () => {
    assert.equal(read(".env.example"), envExample(), "run: npm run docs");
  });

  it("the README's tables are what the declarations say", () => {
    const readme = read("README.md");
    assert.equal(readme, freshReadme(readme), "run: npm run docs");
    for (const { specs } of settingGroups)
      for (const name of Object.keys(specs)) assert.ok(readme.includes(`\`${name}\``), name);
  });

  it("every script the README names exists", () => {
    const scripts: Record<string, string> = JSON.parse(read("package.json")).scripts;
    const named = [
      ...`${read("README.md")}${read(".github/CONTRIBUTING.md")}`.matchAll(/npm run (?:-s )?([a-z]+)/g),
    ].map(([, name]) => name ?? "");
    assert.ok(named.length > 4);
    for (const name of named) assert.ok(scripts[name], `npm run ${name}`);
  });
});
