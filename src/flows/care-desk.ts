import type { CareDesk } from "../core/care-desk.ts";
import type { ChatUser } from "../core/chat.ts";
import type { Clock } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import type { TellOurs } from "./tell-admin.ts";

/** What the desk needs from outside. */
export interface CareDeskPorts {
  readonly store: Store;
  readonly tellOurs: TellOurs;
  readonly clock: Clock;
}

const notYet = async (): Promise<never> => {
  throw new Error("not written yet");
};

/** Verdicts and ratings for one asker. */
export const createCareDesk =
  (_ports: CareDeskPorts) =>
  (_asker: ChatUser): CareDesk => ({
    judge: notYet,
    verdict: notYet,
    missing: notYet,
    rate: notYet,
    rated: notYet,
  });
