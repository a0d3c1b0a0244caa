import * as z from "zod";

/** Who did not answer, and the settings to compare. */
export interface Silent {
  readonly service: string;
  readonly keySetting: string;
}

const Coded = z.object({ cause: z.object({ code: z.string() }) });
/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE = /CERT|SIGNATURE|ISSUER/;
const NO_TLS = /^(?:ERR_SSL|EPROTO)/;

/** The code of a request that failed on its way; undefined where it never went out. Nothing else of it is told: it may hold the address or a header. */
export const codeOfTrouble = (error: unknown): string | undefined => Coded.safeParse(error).data?.cause.code;

/** What to do about a request that failed on its way: `began` when a part of the answer was there. */
export const noAnswerWords = (code: string | undefined, began: boolean, { service, keySetting }: Silent): string => {
  const runner = "Whoever runs me has to";
  if (began) return `${service} broke off in the middle of its answer: try again in a minute.`;
  if (code === undefined)
    return `${service} cannot be reached: its address or key is none that can be used. ${runner} look at its URL and ${keySetting}.`;
  if (code === "ENOTFOUND")
    return `No host has the name that ${service} is to be reached by. ${runner} look at its URL.`;
  if (code === "CERT_HAS_EXPIRED") return `The certificate of ${service} has expired: whoever runs it has to renew it.`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `The certificate of ${service} is for another host. ${runner} look at its URL.`;
  if (CERTIFICATE.test(code))
    return `I do not trust the certificate of ${service}. ${runner} name its authority in NODE_EXTRA_CA_CERTS.`;
  if (NO_TLS.test(code))
    return `${service} speaks no https at its address. ${runner} look at its URL: perhaps it is http.`;
  return `${service} cannot be reached: try again in a minute.`;
};
