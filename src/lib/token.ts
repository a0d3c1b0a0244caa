import { Failure } from "../core/failure.ts";
import { sameText } from "./hmac.ts";

/** Several secrets in one setting, separated by commas, while rotating. Blanks around them do not count. */
export const splitSecrets = (setting: string | undefined): readonly string[] =>
  (setting ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");

/**
 * Throws Failure("forbidden") unless `given` is one of the comma separated tokens of the setting; also when none is set,
 * because an open door is never meant. Compared in constant time.
 */
export const requireToken = (given: string | undefined, setting: string | undefined): void => {
  const tokens = splitSecrets(setting);
  if (tokens.length === 0)
    throw new Failure("forbidden", "no token is configured for this source", {
      tell: "Set the token of this source and put it into the address that the sender posts to.",
    });
  let found = false;
  for (const token of tokens) found = (given !== undefined && sameText(given, token)) || found;
  if (!found) throw new Failure("forbidden", "the token is missing or wrong");
};
