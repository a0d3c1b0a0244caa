import { type Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../core/log.ts";

const SECRETS = /\b(?:xox[a-z]|xapp)-[\w-]+/g;
const ADDRESSES = /\b((?:https?|wss?):\/\/[^/\s"'<>()]+)[^\s"'<>()]*/g;

/** Without tokens, and addresses without their path and query: a response_url or a socket ticket is a secret. */
export const withoutSecrets = (text: string): string => text.replace(SECRETS, "[token]").replace(ADDRESSES, "$1/…");

const words = (parts: readonly unknown[]): string =>
  withoutSecrets(parts.map((part) => (part instanceof Error ? part.message : String(part))).join(" "));

/** Our log for Slack's libraries; their debug lines carry message bodies and are dropped. */
export const createLogger = (log: Log): Logger => ({
  debug: () => {},
  info: (...parts) => log.info({ from: "slack" }, words(parts)),
  warn: (...parts) => log.warn({ from: "slack" }, words(parts)),
  error: (...parts) => log.error({ from: "slack" }, words(parts)),
  setLevel: () => {},
  getLevel: () => LogLevel.INFO,
  setName: () => {},
});
