import type { Message, Reply } from "../../src/core/message.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { questionReply } from "../../src/core/verdict-words.ts";
import { OPENED_MS } from "./incidents.ts";
import { resolved } from "./whole-cards.ts";

const VERDICT: Verdict = {
  ...{ incidentId: resolved.id, tag: "none", userId: "U0ANA", by: "Ana Kovac", atMs: OPENED_MS + 900_000 },
};

const asked = questionReply(resolved, undefined, { again: false });
const under = { ...resolved, said: { route: "r", channel: "C1", under: "librato:root" } };

/** What stands below a card that is over, by name of its golden file. */
export const VERDICT_REPLIES: Readonly<Record<string, Reply>> = {
  "verdict-asked": asked,
  "verdict-said": questionReply(resolved, VERDICT, { again: false }),
  "verdict-why": questionReply(
    resolved,
    {
      ...VERDICT,
      by: "Ben *Okafor*",
      tag: "issuetimeperiod",
      note: "the nightly import, as every Sunday\n<!channel> & <https://evil.example|friends>",
    },
    { again: false },
  ),
  "verdict-again": questionReply(resolved, undefined, { again: true }),
  "verdict-under": questionReply(under, VERDICT, { again: false }),
};

/** The same as messages. */
export const verdictMessage = (name: string): Message => {
  const reply = VERDICT_REPLIES[name];
  if (reply === undefined) throw new Error(`no verdict message is called ${name}`);
  return { kind: "reply", reply };
};
