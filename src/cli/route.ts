import { readConfig } from "../config.ts";
import { toFailure } from "../core/failure.ts";
import { explainRoute } from "../core/route.ts";

const USAGE = `Usage: npm run -s route -- source=papertrail host=web1 "title=Disk full"
Says where such an alert would go and why. Labels are name=value: source, severity, title and those of the alert.
`;

/** "host=web1" or "host:web1" -> its two halves; undefined when it has none. */
const readLabel = (text: string): readonly [string, string] | undefined => {
  const [, name, value] = /^([\w.-]+)[=:]([\s\S]*)$/.exec(text) ?? [];
  return name === undefined || value === undefined ? undefined : [name, value];
};

const run = (args: readonly string[]): number => {
  const labels = args.map(readLabel);
  const bad = labels.indexOf(undefined);
  if (args.length === 0 || bad >= 0) {
    process.stderr.write(`${args.length === 0 ? "" : `"${args[bad]}" is no label.\n`}${USAGE}`);
    return 2;
  }
  const facts = Object.fromEntries(labels.flatMap((label) => (label ? [label] : [])));
  const { policy } = readConfig(undefined, { slack: false });
  process.stdout.write(`${explainRoute(policy, facts, Date.now()).join("\n")}\n`);
  return 0;
};

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  const failure = toFailure(error);
  process.stderr.write(`${failure.tell ?? failure.message}\n`);
  process.exitCode = 1;
}
