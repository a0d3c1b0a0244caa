import { isQuiet } from "../../core/mute.ts";
import { SELF } from "../../core/self.ts";
import type { Store } from "../../core/store.ts";
import type { Around } from "./words.ts";

const SHOWN = 3;
/** More troubles of our own than these are not counted apart. */
const MOST_OWN = 100;

/** What is open and quiet now, without what is muted and without Dr. M's own troubles. */
export const readAround = async (
  store: Pick<Store, "incidents" | "openOf" | "mutes">,
  nowMs: number,
): Promise<Around> => {
  const own = (await store.openOf(SELF, MOST_OWN)).filter(({ mutedBy }) => mutedBy === undefined).length;
  const open = await store.incidents({ states: ["firing", "acked"], muted: false }, "worst", SHOWN + own);
  return {
    worst: open.incidents.filter(({ source }) => source !== SELF).slice(0, SHOWN),
    open: Math.max(0, open.total - own),
    mutes: (await store.mutes.live(nowMs)).filter((mute) => isQuiet(mute, nowMs)),
  };
};
