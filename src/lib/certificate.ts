import { verify, X509Certificate } from "node:crypto";
import { Failure } from "../core/failure.ts";

/** A certificate as PEM -> its common name, its span and a check of RSA signatures. Throws Failure("forbidden"). */
export const readCertificate = (pem: string) => {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (cause) {
    throw new Failure("forbidden", "the signing certificate cannot be read", { cause });
  }
  const key = certificate.publicKey;
  return {
    /** "" when it has none. */
    commonName: /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? "",
    fromMs: Date.parse(certificate.validFrom),
    toMs: Date.parse(certificate.validTo),
    signed: (algorithm: "sha1" | "sha256", text: string, base64: string): boolean =>
      key.asymmetricKeyType === "rsa" &&
      verify(`rsa-${algorithm}`, Buffer.from(text, "utf8"), key, Buffer.from(base64, "base64")),
  };
};
