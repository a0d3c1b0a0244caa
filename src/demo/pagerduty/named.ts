import { invalid } from "./refusal.ts";

/** One of a list by id or, in any case, by name. Throws Refusal when there is none. */
export const named = <T extends { readonly id: string; readonly name: string }>(
  all: readonly T[],
  wanted: string,
): T => {
  const found = all.find((one) => one.id === wanted || one.name.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) throw invalid(`${wanted} is not in the account`);
  return found;
};

/** Somebody by e-mail, in any case. Throws Refusal when there is nobody. */
export const byEmail = <T extends { readonly email: string }>(all: readonly T[], email: string): T => {
  const found = all.find((one) => one.email.toLowerCase() === email.toLowerCase());
  if (found === undefined) throw invalid(`${email} is not in the account`);
  return found;
};
