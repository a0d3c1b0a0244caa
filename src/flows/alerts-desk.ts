import type { AlertsDesk } from "../core/alerts-desk.ts";
import type { ChatUser } from "../core/chat.ts";
import { addMute } from "./alerts-desk/mute.ts";
import type { DeskPorts } from "./alerts-desk/ports.ts";
import { removeMute } from "./alerts-desk/unmute.ts";

/** What commands and pages may do with alerts, for one asker. */
export const createAlertsDesk =
  (ports: DeskPorts) =>
  (asker: ChatUser): AlertsDesk => {
    const { store, clock } = ports;
    return {
      list: (filter, order, limit) => store.incidents(filter, order, limit),
      mutes: () => store.mutes.live(clock()),
      mute: (wish) => addMute(wish, asker, ports),
      unmute: (words) => removeMute(words, asker, ports),
      noise: (range, limit) => store.noise(range, limit),
      explainRoute: ports.explainRoute,
      runbookFor: ports.runbookFor,
      liveUrl: ports.liveUrl,
      personalLiveUrl: () => ports.personalLiveUrl(asker.id),
    };
  };
