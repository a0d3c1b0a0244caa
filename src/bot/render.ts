import type { Message } from "../core/message.ts";
import type { Payload } from "./blocks.ts";
import { formatCard } from "./card.ts";
import { formatDigest } from "./digest.ts";
import { formatNote } from "./note.ts";
import { formatPicture } from "./picture.ts";
import { formatReply } from "./reply.ts";

/** Any message as Slack shows it, within Slack's limits, every outside text escaped. */
export const formatMessage = (message: Message): Payload => {
  switch (message.kind) {
    case "card":
      return formatCard(message.incident, message.canAct, message.extras);
    case "note":
      return formatNote(message.lines, message.mention);
    case "digest":
      return formatDigest(message.digest, message.liveUrl);
    case "reply":
      return formatReply(message);
    case "picture":
      return formatPicture(message);
  }
};
