import { factsOf } from "../core/match.ts";
import { redactText } from "../core/redact.ts";
import { runbookFor } from "../core/runbook.ts";
import { actionId, storeAction } from "../flows/act.ts";
import type { LiveAlerts } from "../web/index.ts";
import type { Parts, Ports } from "./parts.ts";

/** What the live list shows and what can be done there: the same as in the chat, by the same path. */
export const liveAlerts = (
  { store, policy, abilities, oncallNow }: Parts,
  { clock }: Pick<Ports, "clock">,
): LiveAlerts => ({
  list: (filter, order, limit) => store.incidents(filter, order, limit),
  counts: () => store.counts(),
  incident: (id) => store.incident(id),
  stream: async (limit) => (await store.incidents({}, "recent", limit)).incidents,
  oncall: oncallNow,
  mutes: () => store.mutes.live(clock()),
  unreadable: async () => (await store.outbox.report()).unreadable,
  storms: () => store.storms(),
  delivery: (id) => store.inbox.read(id),
  redact: (text) => redactText(text, policy().redactions),
  runbookFor: (incident) => runbookFor(policy(), factsOf(incident)),
  handledBy: (source) => (abilities.acts.has(source) ? "source" : abilities.claims(source) ? "here" : "nobody"),
  pager: abilities.pager?.name,
  press: (press) => storeAction(store, press.id, { kind: "press", ...press }, clock()),
  async outcome(id) {
    const stored = await store.inbox.read(actionId(id));
    if (!stored || stored.state === "done") return "done";
    return stored.state === "failed" ? { failed: stored.why ?? "That did not work." } : "waiting";
  },
  onData: (listener) => store.onChange(listener),
});
