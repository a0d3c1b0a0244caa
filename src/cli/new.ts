import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { newIntegration, withIntegration } from "./new-integration.ts";

const USAGE = `Usage: npm run new -- integration <name>
Writes src/integrations/<name>.ts, a test and two fixtures that pass, and lists it. <name> is its address too:
/hooks/<name>. Small letters, digits and "-", as in "acme-watch".
`;
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const INDEX = join(ROOT, "src/integrations/index.ts");

/** Why not, or undefined. */
const wrong = (what: string | undefined, name: string, more: readonly string[]): string | undefined => {
  if (what !== "integration" || more.length > 0) return "";
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name === "index") return `"${name}" cannot be a name.\n`;
  const there = Object.keys(newIntegration(name)).find((file) => existsSync(join(ROOT, file)));
  return there && `${there} is there already.\n`;
};

const [what, name = "", ...more] = process.argv.slice(2);
const why = wrong(what, name, more);
if (why === undefined) {
  for (const [file, text] of Object.entries(newIntegration(name))) {
    mkdirSync(dirname(join(ROOT, file)), { recursive: true });
    writeFileSync(join(ROOT, file), text, { flag: "wx" });
    process.stdout.write(`${file}\n`);
  }
  writeFileSync(INDEX, withIntegration(readFileSync(INDEX, "utf8"), name));
  process.stdout.write(`src/integrations/index.ts
Next:
1. Put real bodies into test/fixtures/${name} (npm run record -- generic writes what reached /hooks/generic).
2. Make Delivery, STATES, docs and the test say what the sender says.
3. UPDATE_GOLDEN=1 node --test test/integrations/conformance.test.ts, and read test/golden/${name}-alerts.txt.
4. npm run docs, npm run check.
`);
} else {
  process.stderr.write(why + USAGE);
  process.exitCode = 2;
}
