import type { Check } from "./checkup.ts";
import { countOf } from "./number-words.ts";

/** One sign for each state. */
export const CHECK_MARKS: Readonly<Record<Check["state"], string>> = { ok: "✅", warn: "⚠️", bad: "🔴", skipped: "⚪" };

const ORDER: readonly Check["state"][] = ["bad", "warn", "skipped", "ok"];

/** Worst first, otherwise in their order. */
export const worstFirst = (checks: readonly Check[]): readonly Check[] =>
  [...checks].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));

/** "🔴 Slack: scopes: missing files:read → Reinstall the app" */
export const checkLine = ({ name, state, says, mend }: Check): string =>
  `${CHECK_MARKS[state]} ${name}: ${says}${mend ? ` → ${mend}` : ""}`;

/** "✅ Slack: token, scopes, clock" for each part of what is in order: nobody has to read that line by line. */
export const fineLines = (checks: readonly Check[]): readonly string[] => {
  const parts = new Map<string, string[]>();
  for (const { name } of checks.filter(({ state }) => state === "ok")) {
    const [part = "", ...what] = name.split(": ");
    parts.set(part, [...(parts.get(part) ?? []), what.join(": ")]);
  }
  return [...parts].map(([part, what]) => `${CHECK_MARKS.ok} ${part}: ${what.join(", ")}`);
};

/** "All is well: 24 checks." or "2 things to mend, 1 to look at; 21 fine." */
export const checksSummary = (checks: readonly Check[]): string => {
  const of = (state: Check["state"]): number => checks.filter((check) => check.state === state).length;
  const [bad, warn] = [of("bad"), of("warn")];
  if (bad + warn === 0) return `All is well: ${countOf(of("ok"), "check")}.`;
  const parts = [
    ...(bad > 0 ? [`${countOf(bad, "thing")} to mend`] : []),
    ...(warn > 0 ? [`${bad > 0 ? warn : countOf(warn, "thing")} to look at`] : []),
  ];
  return `${parts.join(", ")}; ${of("ok")} fine.`;
};
