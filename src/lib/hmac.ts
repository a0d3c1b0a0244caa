import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Whether two texts are the same, in a time that does not tell where they differ nor how long they are. */
export const sameText = (a: string, b: string): boolean =>
  timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());

/** HMAC over the raw bytes, as lower-case hex. */
export const hmacHex = (algorithm: "sha256" | "sha1", secret: string, body: Uint8Array): string =>
  createHmac(algorithm, secret).update(body).digest("hex");

/**
 * Whether any of the hex signatures was made with any of the secrets over the raw bytes. Every pair is compared, each in
 * constant time.
 */
export const signedByAny = (secrets: readonly string[], signatures: readonly string[], body: Uint8Array): boolean => {
  let found = false;
  for (const secret of secrets) {
    const expected = hmacHex("sha256", secret, body);
    for (const signature of signatures) found = sameText(signature.toLowerCase(), expected) || found;
  }
  return found;
};
