import { Failure } from "../core/failure.ts";
import type { HookRequest, Setting } from "../core/integration.ts";
import { requireToken, splitSecrets } from "./token.ts";

/** Shorter tokens can be guessed. */
const SHORTEST = 16;

/** The setting of a token that stands in the path, or in a header where the sender can send one. */
export const tokenSetting = (where: string): Setting => ({
  about: `token that the sender proves itself with, ${where}; several, comma separated, while rotating`,
  secret: true,
});

/** The password of a basic, or the credentials of a bearer `Authorization` header. */
const authorized = (header: string | undefined): string | undefined => {
  const [, scheme = "", credentials = ""] = /^(\S+)\s+(.+)$/.exec(header?.trim() ?? "") ?? [];
  if (scheme === "") return undefined;
  if (scheme.toLowerCase() !== "basic") return credentials;
  const plain = Buffer.from(credentials, "base64").toString("utf8");
  return plain.slice(plain.indexOf(":") + 1);
};

/**
 * Throws Failure("forbidden") unless the path, the `Authorization` header (bearer, or the password of basic) or
 * `X-Auth-Token` carries one of the tokens of the setting; also when the setting is empty.
 */
export const requireHookToken = (request: HookRequest, name: string, setting: string | undefined): void => {
  if (splitSecrets(setting).length === 0)
    throw new Failure("forbidden", `a delivery came, but ${name} is not set`, {
      tell: `Set ${name} to a long random text and put the same text into the address or the header of the sender.`,
    });
  const given = request.pathToken || authorized(request.headers.authorization) || request.headers["x-auth-token"];
  try {
    requireToken(given, setting);
  } catch (cause) {
    const why = given ? "the token of the delivery is none of ours" : "the delivery carries no token";
    throw new Failure("forbidden", why, {
      tell: `Compare ${name} with the token in the address or the header of the sender.`,
      cause,
    });
  }
};

/** Tokens that can be guessed, as a sentence with what to do; the tokens themselves are not told. */
export const checkTokens = (name: string, setting: string | undefined): readonly string[] =>
  splitSecrets(setting).some((token) => token.length < SHORTEST)
    ? [`${name} holds a token shorter than ${SHORTEST} characters: make one with "openssl rand -hex 24".`]
    : [];
