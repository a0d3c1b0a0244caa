import { webApi } from "@slack/bolt";
import { Failure, type FailureCode } from "../core/failure.ts";
import { withoutSecrets } from "./logger.ts";

const { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } = webApi;

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Slack's error words by what they mean to us (https://docs.slack.dev/reference/methods/chat.postMessage#errors). */
const MEANING: readonly (readonly [FailureCode, ReadonlySet<string>])[] = [
  ["rate_limited", set("ratelimited rate_limited message_limit_exceeded")],
  ["upstream", set("internal_error fatal_error service_unavailable team_added_to_org request_timeout update_failed")],
  [
    "channel",
    set(
      "is_archived channel_not_found not_in_channel is_inactive channel_is_limited_access messages_tab_disabled posting_to_channel_denied ekm_access_denied external_channel_migrating user_not_in_channel cannot_find_channel team_not_found no_permission app_access_restricted",
    ),
  ],
  [
    "credentials",
    set(
      "invalid_auth not_authed token_revoked token_expired account_inactive missing_scope not_allowed_token_type org_login_required team_access_not_granted user_removed_from_team team_disabled two_factor_setup_required enterprise_is_restricted",
    ),
  ],
  [
    "message_gone",
    set(
      "cannot_reply_to_message cannot_find_message thread_not_found message_not_found cant_update_message cant_delete_message edit_window_closed",
    ),
  ],
  ["not_found", set("user_not_found user_not_visible users_not_found file_not_found file_deleted no_such_subteam")],
  ["forbidden", set("permission_denied plan_upgrade_required user_is_restricted")],
];

/** Errors that a message without blocks may not meet (https://docs.slack.dev/reference/methods/chat.postMessage#errors). */
const BLOCK_ERRORS = set(
  "invalid_blocks invalid_blocks_format invalid_attachments msg_blocks_too_long too_many_attachments attachment_payload_limit_exceeded block_mismatch missing_file_data",
);

/** What chat.unfurl says of blocks or pictures that it does not take (https://docs.slack.dev/reference/methods/chat.unfurl#errors). */
const UNFURL_ERRORS = set(
  "cannot_parse_attachment invalid_blocks invalid_blocks_format invalid_attachments invalid_unfurls_format invalid_arguments",
);

/** A picture at an address that Slack cannot read, or an upload that is not ready or not known (python-slack-sdk#1782, 1797). */
const PICTURE_ERROR = /downloading image failed|invalid slack file/;

const TELL: Partial<Record<FailureCode, string>> = {
  channel: "Slack does not let me post there: invite me with /invite @drm, or choose another channel.",
  credentials: "Slack refuses my token: an administrator must install the app again or renew its tokens.",
  forbidden: "Slack does not let this app do that here: an administrator must allow it, or your Slack plan lacks it.",
  rate_limited: "Slack asked me to slow down. Try again in a moment.",
  upstream: "Slack did not answer. Try again in a moment.",
  timeout: "Slack did not answer in time. Try again in a moment.",
};

const DEFAULT_WAIT_MS = 5_000;

const failure = (code: FailureCode, method: string, why: string, cause: unknown, retryAfterMs?: number): Failure => {
  const tell = TELL[code];
  return new Failure(code, `${method}: ${withoutSecrets(why)}`, {
    cause,
    ...(tell === undefined ? {} : { tell }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
};

const codeOf = (word: string): FailureCode =>
  word.startsWith("restricted_action") ? "channel" : (MEANING.find(([, known]) => known.has(word))?.[0] ?? "rejected");

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");

/** Whether Slack refused what the message is made of, so that its text alone may pass. */
export const isBlockError = (error: unknown): boolean =>
  error instanceof WebAPIPlatformError && BLOCK_ERRORS.has(error.data.error);

/** Whether Slack refused what a link should show, so that it may pass without its picture. */
export const isUnfurlError = (error: unknown): boolean =>
  error instanceof WebAPIPlatformError && UNFURL_ERRORS.has(error.data.error);

/** Whether Slack refused a message because it cannot show a picture of it. */
export const isPictureError = (failure: Failure): boolean =>
  failure.code === "rejected" && PICTURE_ERROR.test(failure.message);

/** Anything a Web API call throws, as a Failure; `method` is for the log. */
export const slackFailure = (error: unknown, method: string): Failure => {
  if (error instanceof Failure) return error;
  if (error instanceof WebAPIRateLimitedError)
    return failure("rate_limited", method, "rate limited", error, Math.max(1, error.retryAfter) * 1000);
  if (error instanceof WebAPIPlatformError) {
    const code = codeOf(error.data.error);
    const details = error.data.response_metadata?.messages?.slice(0, 5).join("; ") ?? "";
    const needed = "needed" in error.data ? ` (needs ${String(error.data.needed)})` : "";
    const why = `${error.data.error}${needed}${details === "" ? "" : `: ${details}`}`;
    return failure(code, method, why, error, code === "rate_limited" ? DEFAULT_WAIT_MS : undefined);
  }
  if (error instanceof WebAPIHTTPError)
    return failure(error.statusCode >= 500 ? "upstream" : "rejected", method, `HTTP ${error.statusCode}`, error);
  if (error instanceof WebAPIRequestError)
    return isTimeout(error.original)
      ? failure("timeout", method, "no answer in time", error)
      : failure("upstream", method, `no connection: ${error.original.message}`, error);
  if (isTimeout(error)) return failure("timeout", method, "no answer in time", error);
  const why = error instanceof Error ? error.message : String(error);
  // A 429 without Retry-After is a plain Error in @slack/web-api 8: only its words tell.
  if (why.startsWith("Retry header did not contain a valid timeout"))
    return failure("rate_limited", method, "rate limited, no Retry-After", error, DEFAULT_WAIT_MS);
  return failure("upstream", method, why, error);
};
