import { isIP } from "node:net";
import type { Links } from "./links.ts";
import { snapshotPath } from "./snapshots.ts";

const LOCAL = /(^|\.)(localhost|local|internal|lan|home|test|example|invalid)$/i;

/** Whether a chat's servers may well reach this address: https, and a name that others can look up. */
const isPublic = (url: URL): boolean =>
  url.protocol === "https:" &&
  isIP(url.hostname.replace(/^\[|\]$/g, "")) === 0 &&
  url.hostname.includes(".") &&
  !LOCAL.test(url.hostname);

/**
 * Address of a kept picture's pixels that its holder reads without any cookie; undefined where the chat could not fetch
 * it. Ends when pictures do, or at `untilMs` when that is sooner.
 */
export const pictureUrl = (links: Links, id: string, untilMs?: number): string | undefined => {
  const url = new URL(links.frozen(snapshotPath(id), untilMs));
  if (!isPublic(url)) return undefined;
  url.pathname += ".png";
  return url.href;
};
