import * as z from "zod";
import { Failure, type FailureCode } from "../../core/failure.ts";

const SERVICE = "CloudWatch";
/** Errors of the SDK: a name, what AWS says, the status; the code is that of a broken connection. */
const Thrown = z.object({
  name: z.string(),
  message: z.string(),
  code: z.string().optional().catch(undefined),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html, with the names of newer protocols. */
const CODES: readonly (readonly [RegExp, FailureCode])[] = [
  [/Throttl|LimitExceeded|TooManyRequests|RequestLimit/i, "rate_limited"],
  [/Timeout|AbortError/i, "timeout"],
  [
    /AccessDenied|NotAuthorized|Unauthorized|InvalidClientToken|UnrecognizedClient|Signature|Expired|MissingAuthentication|OptInRequired|Credentials|Token(?:Refresh|Provider)/i,
    "credentials",
  ],
  [/InvalidParameter|MissingRequiredParameter|Validation|InvalidFormat|MalformedInput|InvalidNextToken/i, "usage"],
  [/ServiceUnavailable/i, "unavailable"],
];

const codeOf = (name: string, status: number | undefined, code: string | undefined): FailureCode => {
  const named = CODES.find(([pattern]) => pattern.test(name))?.[1];
  if (named !== undefined) return named;
  if (code !== undefined && status === undefined) return "unavailable";
  if (status === 429) return "rate_limited";
  if (status === 401 || status === 403) return "credentials";
  if (status === 503) return "unavailable";
  return status === 400 ? "usage" : "upstream";
};

const NO_HOST = `No host has the name that ${SERVICE} is to be reached by: compare the region, CLOUDWATCH_REGION or what stands behind the query's "@".`;

const tellOf = (code: FailureCode, said: string, broken: string | undefined): string => {
  if (code === "usage") return `${SERVICE} cannot read that query: ${said}`;
  if (code === "credentials")
    return `${SERVICE} refuses our credentials. Whoever runs me has to compare CLOUDWATCH_ACCESS_KEY_ID, CLOUDWATCH_SECRET_ACCESS_KEY and what that identity may do (cloudwatch:GetMetricData, cloudwatch:ListMetrics).`;
  if (code === "rate_limited") return `${SERVICE} asks us to slow down: try again in a minute.`;
  if (code === "timeout") return `${SERVICE} did not answer within 5 s. Ask for a shorter range or a simpler query.`;
  if (broken === "ENOTFOUND") return NO_HOST;
  if (code === "unavailable") return `${SERVICE} cannot be reached: try again in a minute.`;
  return `${SERVICE} has trouble of its own: try again in a minute.`;
};

/** Whatever the SDK threw as a Failure; what AWS says is told only where it is about the query. */
export const cloudwatchFailure = (
  error: unknown,
  what: string,
  isOver: boolean,
  secrets: readonly string[],
): Failure => {
  if (error instanceof Failure) return error;
  const thrown = Thrown.safeParse(error);
  const { name = "unknown", message = "", code: broken, $metadata } = thrown.data ?? {};
  const status = $metadata?.httpStatusCode;
  const code = isOver ? "timeout" : codeOf(name, status, broken);
  const hidden = secrets.filter(Boolean).reduce((text, secret) => text.replaceAll(secret, "…"), message);
  const said = hidden.replace(/\s+/g, " ").trim().slice(0, 300);
  const detail = code === "usage" || code === "credentials" ? ` (${said})` : "";
  const how = [name, broken, status].filter((part) => part !== undefined).join(" ");
  return new Failure(code, `${SERVICE}: ${what}: ${how}${detail}`, { tell: tellOf(code, said, broken) });
};
