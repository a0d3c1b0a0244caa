import type { Severity } from "../core/alert.ts";

/** What people call their severities; every team has words of its own. */
const WORDS: readonly (readonly [RegExp, Severity])[] = [
  [
    /^(critical|crit|fatal|disaster|page|paging|emergency|emerg|blocker|highest|down|(p|s|sev|severity)[-\s]?[01])$/,
    "critical",
  ],
  [/^(error|err|major|high|alert|severe|urgent|failure|(p|s|sev|severity)[-\s]?2)$/, "error"],
  [
    /^(warning|warn|minor|average|medium|moderate|degraded|unknown|unreachable|ticket|(p|s|sev|severity)[-\s]?3)$/,
    "warning",
  ],
  [
    /^(info|informational|information|notice|low|lowest|none|ok|okay|up|debug|not classified|(p|s|sev|severity)[-\s]?[45])$/,
    "info",
  ],
];

/** How bad a word of the sender's own is; undefined when it is no such word. */
export const severityOfWord = (word: string | null | undefined): Severity | undefined => {
  const plain = word?.trim().toLowerCase() ?? "";
  return WORDS.find(([pattern]) => pattern.test(plain))?.[1];
};
