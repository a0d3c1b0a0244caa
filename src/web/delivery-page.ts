import type { StoredDelivery } from "./live-alerts.ts";
import { escapeHtml, renderPage } from "./pages.ts";

const MOST_BYTES = 64 * 1024;

/** Control characters that a browser would swallow or obey, as "\\u0007"; line ends and tabs stay. */
const visible = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/**
 * The page of a delivery that could not be read: its first 64 KiB as text, without what `redact` takes out. Nothing in
 * it is markup.
 */
export const renderDelivery = (delivery: StoredDelivery, redact: (text: string) => string): string => {
  const { id, source, receivedAtMs, contentType, why, body } = delivery;
  const rest = body.byteLength - MOST_BYTES;
  const text = visible(redact(new TextDecoder().decode(body.subarray(0, MOST_BYTES))));
  const facts = [
    ["Why", why ?? "no reason is known"],
    ["Received", `${new Date(receivedAtMs).toISOString().replace("T", " ").slice(0, 19)} UTC`],
    ["Content type", contentType || "none"],
    ["Size", `${body.byteLength} bytes`],
    ["Id", id],
  ].map(([name = "", value = ""]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`);
  return renderPage(
    `Could not read this: ${source} · Dr. M`,
    `<p><a href="/live">Live list</a></p>
<h1>Could not read this: ${escapeHtml(source)}</h1>
<dl>${facts.join("\n")}</dl>
<p class="soft">This is what the service sent. Secrets that the configured patterns know are taken out; others may be in it, so look before you pass it on.</p>
<pre tabindex="0" aria-label="What was sent">${escapeHtml(text)}</pre>
${rest > 0 ? `<p class="soft">… and ${rest} more bytes.</p>` : ""}`,
  );
};
