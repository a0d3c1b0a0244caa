import { readFileSync } from "node:fs";

/** Name in code and in settings of "acme-watch": acmeWatch, ACME_WATCH. */
const camel = (name: string): string => name.replaceAll(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
const setting = (name: string): string => `${name.toUpperCase().replaceAll("-", "_")}_TOKEN`;
const words = (name: string): string =>
  name
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");

/** A file of skeleton/ with the name filled in. */
const filled = (file: string, name: string): string =>
  readFileSync(new URL(`skeleton/${file}`, import.meta.url), "utf8")
    .replaceAll("<name>", name)
    .replaceAll("<camel>", camel(name))
    .replaceAll("<setting>", setting(name))
    .replaceAll("<words>", words(name));

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
  [`src/integrations/${name}.ts`]: filled("integration.txt", name),
  [`test/integrations/${name}.test.ts`]: filled("test.txt", name),
  [`test/fixtures/${name}/01-open.json`]: fixture("open", "00"),
  [`test/fixtures/${name}/02-closed.json`]: fixture("closed", "30"),
});

/** The list of integrations with one more, in the order of their names. */
export const withIntegration = (index: string, name: string): string => {
  const line = `import ${camel(name)} from ${JSON.stringify(`./${name}.ts`)};`;
  const lines = index.split("\n");
  const imports = lines.filter((one) => /^import \w+ /.test(one) && one.includes('"./'));
  const entries = lines.filter((one) => /^ {2}\w+,$/.test(one));
  const pathOf = (one: string): string => /"(.*)\.ts"/.exec(one)?.[1] ?? "";
  const sorted = [...imports, line].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
  return index
    .replace(imports.join("\n"), sorted.join("\n"))
    .replace(entries.join("\n"), [...entries, `  ${camel(name)},`].sort().join("\n"));
};
