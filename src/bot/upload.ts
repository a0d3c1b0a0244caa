import type { Chat } from "../core/chat.ts";
import { Failure } from "../core/failure.ts";
import { pause } from "./back-off.ts";
import { LIMITS, truncate } from "./limits.ts";
import type { WebCalls } from "./web-call.ts";

const READY_MS = 10_000;
const UPLOAD_TIMEOUT_MS = 15_000;
const FIRST_WAIT_MS = 50;

const send = async (url: string, png: Uint8Array): Promise<void> => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: new Uint8Array(png),
    redirect: "error",
    signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
  });
  await response.arrayBuffer();
  if (response.status === 429) {
    const seconds = Number(response.headers.get("retry-after"));
    const retryAfterMs = seconds > 0 ? seconds * 1000 : 5_000;
    throw new Failure("rate_limited", "upload of file bytes: rate limited", { retryAfterMs });
  }
  if (!response.ok)
    throw new Failure(
      response.status >= 500 ? "upstream" : "rejected",
      `upload of file bytes: HTTP ${response.status}`,
    );
};

/**
 * Uploads without a channel and waits, at most 10 s, until Slack knows what the file is: a message that shows it sooner
 * is refused (https://github.com/slackapi/node-slack-sdk/issues/1865#issuecomment-2275000351).
 */
export const createUpload = ({ web, attempt }: WebCalls): Chat["upload"] => {
  const isReady = async (file: string): Promise<boolean> => {
    const info = await attempt("files.info", () => web.files.info({ file }));
    return Boolean(info.file?.mimetype);
  };
  return async (png, { filename, title, alt }) => {
    // Slack's own name is alt_txt; the SDK's type says alt_text, which Slack does not know.
    const args = { filename, length: png.byteLength, alt_txt: truncate(alt, LIMITS.uploadAltText) };
    const target = await attempt("files.getUploadURLExternal", () => web.files.getUploadURLExternal(args));
    const { upload_url: url, file_id: id } = target;
    if (url === undefined || id === undefined)
      throw new Failure("upstream", "files.getUploadURLExternal: ok without an address");
    await attempt("upload of file bytes", () => send(url, png));
    const named: [{ id: string; title: string }] = [{ id, title: truncate(title, LIMITS.imageTitle) }];
    await attempt("files.completeUploadExternal", () => web.files.completeUploadExternal({ files: named }));
    let waited = 0;
    for (let waitMs = FIRST_WAIT_MS; waited < READY_MS; waitMs = Math.min(waitMs * 2, 2_000)) {
      if (await isReady(id)) return id;
      await pause(waitMs);
      waited += waitMs;
    }
    throw new Failure("timeout", `files.info: ${id} was not ready after ${READY_MS} ms`, {
      tell: "Slack did not finish reading the picture. Ask again in a moment.",
    });
  };
};
