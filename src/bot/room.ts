import type { types } from "@slack/bolt";
import { LIMITS } from "./limits.ts";

/** How much may stand in one place: blocks, and characters of them as JSON. */
export interface Room {
  readonly blocks: number;
  readonly chars: number;
}

/** What one message holds. */
export const MESSAGE_ROOM: Room = { blocks: LIMITS.blocks, chars: LIMITS.totalChars };

/** Characters a value takes in a message. */
export const charsOf = (value: unknown): number => JSON.stringify(value).length + 1;

/** What is left of a room while it fills. */
export interface Filling {
  left(): Room;
  /** Takes groups of blocks in order, each whole or not at all, at most `chars`; the first that does not fit ends it. */
  take(groups: readonly (readonly types.KnownBlock[])[], chars?: number): types.KnownBlock[][];
}

/** Begins to fill a room. */
export const fill = (room: Room): Filling => {
  let { blocks, chars } = room;
  return {
    left: () => ({ blocks, chars }),
    take: (groups, most = Number.POSITIVE_INFINITY) => {
      const taken: types.KnownBlock[][] = [];
      let share = Math.min(most, chars);
      for (const group of groups) {
        const size = charsOf(group);
        if (group.length > blocks || size > share) break;
        taken.push([...group]);
        blocks -= group.length;
        chars -= size;
        share -= size;
      }
      return taken;
    },
  };
};
