import { type Facts, matches } from "./match.ts";
import type { Policy } from "./policy.ts";

/** "{host}" in an address is the alert's host; undefined when it has none, or when what comes out is no address. */
const fillIn = (url: string, facts: Facts): string | undefined => {
  let complete = true;
  const filled = url.replace(/\{([\w. -]{1,80})\}/g, (_all, name: string) => {
    const value = facts[name];
    complete = complete && value !== undefined && value !== "";
    return encodeURIComponent((value ?? "").toWellFormed());
  });
  return complete ? URL.parse(filled)?.href : undefined;
};

/** The runbook that the configured table has for it: the first that matches and whose address can be filled in. */
export const runbookFor = ({ runbooks }: Pick<Policy, "runbooks">, facts: Facts): string | undefined => {
  for (const { match, url } of runbooks) {
    const found = matches(match, facts) ? fillIn(url, facts) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
};
