import { readFileSync, writeFileSync } from "node:fs";
import { commands } from "../commands/index.ts";
import { configJsonSchema } from "../config/json-schema.ts";
import { settingGroups } from "../config.ts";
import { integrations } from "../integrations/index.ts";

const ROOT = new URL("../../", import.meta.url);

/** `.env.example` as the declarations say it should be. */
export const envExample = (): string =>
  [
    "# Settings of Dr. M. Copy to .env or set them in the environment. Written by `npm run docs`.",
    ...settingGroups.flatMap(({ title, specs }) => [
      "",
      `# --- ${title} ---`,
      ...Object.entries(specs).flatMap(([name, { about, byDefault, example, oneOf }]) => [
        `# ${about}${oneOf ? ` (${oneOf.join(", ")})` : ""}`,
        `#${name}=${byDefault ?? example ?? ""}`,
      ]),
    ]),
    "",
  ].join("\n");

/** The README's table of settings. */
const settingsTable = (): string =>
  [
    "| setting | what it is | default |",
    "|---|---|---|",
    ...settingGroups.flatMap(({ specs }) =>
      Object.entries(specs).map(
        ([name, { about, byDefault, secret, oneOf }]) =>
          `| \`${name}\` | ${about}${oneOf ? ` (${oneOf.join(", ")})` : ""}${secret ? " 🔑" : ""} | ${byDefault ? `\`${byDefault}\`` : ""} |`,
      ),
    ),
  ].join("\n");

/** As it is typed behind a slash: "oncall undo", "drm status". */
const asTyped = (example: string): string =>
  /^(?:oncall|alerts|drm|graph|measure)\b/.test(example) ? example : `oncall ${example}`;

/** The README's table of commands. */
const commandsTable = (): string =>
  [
    "| say | it does |",
    "|---|---|",
    ...commands.map(({ examples, help }) => `| \`/${asTyped(examples[0] ?? "")}\` | ${help} |`),
  ].join("\n");

/** The README's table of sources: where each posts to and what proves that it is the sender. */
const sourcesTable = (): string =>
  [
    "| source | posts to | settings |",
    "|---|---|---|",
    ...integrations
      .filter(({ relay }) => relay)
      .map(({ name, docs, settings }) => {
        const names = Object.keys(settings).map((setting) => `\`${setting}\``);
        return `| [${name}](${docs}) | \`/hooks/${name}\` | ${names.join(", ")} |`;
      }),
  ].join("\n");

/** README with each part between its markers made anew. */
export const freshReadme = (readme: string): string =>
  Object.entries({ settings: settingsTable(), commands: commandsTable(), sources: sourcesTable() }).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`),
        (_all, start, end) => `${start}${table}\n${end}`,
      ),
    readme,
  );

/** The JSON Schema of the config file, as text. */
export const schemaText = (): string => `${JSON.stringify(configJsonSchema(), null, 2)}\n`;

const files = (): readonly { readonly path: URL; readonly want: string; readonly have: string }[] => {
  const env = new URL(".env.example", ROOT);
  const readme = new URL("README.md", ROOT);
  const schema = new URL("src/config/drm.schema.json", ROOT);
  const text = readFileSync(readme, "utf8");
  const haveEnv = readFileSync(env, { encoding: "utf8", flag: "a+" });
  const haveSchema = readFileSync(schema, { encoding: "utf8", flag: "a+" });
  return [
    { path: schema, want: schemaText(), have: haveSchema },
    { path: env, want: envExample(), have: haveEnv },
    { path: readme, want: freshReadme(text), have: text },
  ];
};

if (import.meta.main) {
  const stale = files().filter(({ want, have }) => want !== have);
  if (!process.argv.includes("--check")) for (const { path, want } of stale) writeFileSync(path, want);
  else if (stale.length > 0) {
    process.stderr.write(`Not fresh: ${stale.map(({ path }) => path.pathname).join(", ")}. Run: npm run docs\n`);
    process.exitCode = 1;
  }
}
