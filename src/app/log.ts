import pino from "pino";
import type { Log } from "../core/log.ts";

/** Fields that can carry a secret, at any of the first levels of what is logged. */
const SECRET_FIELDS = ["token", "secret", "password", "authorization", "cookie", "apiKey", "routing_key", "signature"];

/** JSON lines; readable ones on a terminal. Secrets are redacted by name, and tokens wherever a text carries one. */
export const createLog = (level: string, stream: NodeJS.WritableStream & { isTTY?: boolean } = process.stdout): Log => {
  const redact = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const options: pino.LoggerOptions = {
    level,
    redact: { paths: redact, censor: "[secret]" },
    serializers: { err: serializeError },
    formatters: { level: (label) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    base: null,
  };
  if (!stream.isTTY) return pino(options, stream);
  const { formatters: _unused, ...readable } = options;
  return pino({
    ...readable,
    transport: { target: "pino-pretty", options: { translateTime: "HH:MM:ss", ignore: "pid,hostname" } },
  });
};

const TOKENS = /\b(xox[a-z]-|xapp-|xoxe\.)[\w-]+|(Token token=|Bearer )\S+|((?:[?&]|&amp;)k=)[\w.-]+/g;
const withoutTokens = (text: string): string =>
  text.replace(TOKENS, (_all, a = "", b = "", c = "") => `${a}${b}${c}[secret]`);

/** An error as facts: message, stack, code, and its cause the same way; nothing else that hangs on it. */
const serializeError = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error)) return withoutTokens(String(error));
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: withoutTokens(error.message),
    stack: withoutTokens(error.stack ?? ""),
    ...(typeof code === "string" ? { code } : {}),
    ...(error.cause !== undefined && depth < 3 ? { cause: serializeError(error.cause, depth + 1) } : {}),
  };
};
