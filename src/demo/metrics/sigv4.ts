import { createHash, createHmac } from "node:crypto";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z]+)\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;

/** What is known of the one who may ask. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Why AWS would refuse a POST to "/" signed like this; undefined when the signature holds.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export const refusalOf = (
  headers: Readonly<Record<string, string>>,
  body: string,
  { accessKeyId, secretAccessKey }: AwsKeys,
):
  | "MissingAuthenticationToken"
  | "IncompleteSignature"
  | "UnrecognizedClientException"
  | "SignatureDoesNotMatch"
  | undefined => {
  if (!headers.authorization) return "MissingAuthenticationToken";
  const [, key, day = "", region = "", service = "", names = "", signature] =
    AUTHORIZATION.exec(headers.authorization) ?? [];
  const date = headers["x-amz-date"] ?? "";
  if (key === undefined || !date.startsWith(day) || !names.split(";").includes("host")) return "IncompleteSignature";
  if (key !== accessKeyId) return "UnrecognizedClientException";
  const signed = names.split(";").map((name) => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}\n`);
  const canonical = ["POST", "/", "", signed.join(""), names, sha256(body)].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  const parts = [day, region, service, "aws4_request"];
  const signingKey = parts.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  return hmac(signingKey, text).toString("hex") === signature ? undefined : "SignatureDoesNotMatch";
};
