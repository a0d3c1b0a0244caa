import { splitPage } from "../core/graph/asked.ts";
import type { GraphData } from "../core/graph/data.ts";
import { actionId, storeAction } from "../flows/act.ts";
import type { Posting } from "../web/index.ts";
import { requireChat } from "./late.ts";
import type { Parts, Ports } from "./parts.ts";

/** Pictures of live pages for channels: kept as they are on the screen, then posted by words that the person could type. */
export const postingOf = ({ store, snapshots, late }: Parts, { clock }: Pick<Ports, "clock">): Posting => ({
  channelsOf: (user) => requireChat(late).channelsOf(user),
  async post({ page, query, spec, theme, press, user, channel, comment }) {
    const id = `web:${press}`;
    if (await store.inbox.read(actionId(id))) return { id };
    const png = await snapshots.render(spec, theme);
    const incidentId = await problemOf(page, snapshots.data);
    const snapshot = {
      id: snapshots.newId(),
      graph: page,
      query,
      spec,
      png,
      atMs: clock(),
      by: user,
      channel,
      incidentId,
    };
    await store.snapshots.save(snapshot);
    const text = `graph post ${snapshot.id} ${comment}`.trim();
    await storeAction(store, id, { kind: "words", text, userId: user, channel, how: "button" }, clock());
    return { id };
  },
  async outcome(id) {
    const stored = await store.inbox.read(actionId(id));
    if (!stored) return "done";
    // Why it failed is in words of the log there.
    if (stored.state !== "done") return stored.state === "failed" ? { failed: FAILED } : "waiting";
    const entry = await store.audit.read(actionId(id));
    if (entry === undefined) return { failed: UNKNOWN };
    return entry.outcome === "done" ? "done" : { failed: entry.why ?? FAILED };
  },
});

/** The problem that a kept graph was asked for. */
const problemOf = async (page: string, data: Pick<GraphData, "asked">): Promise<string | undefined> => {
  const { id } = splitPage(page);
  return id === undefined ? undefined : (await data.asked(id)).incidentId;
};

const FAILED = "That did not work. Try again, or ask in Slack with /graph.";
/** The words came to nothing that was kept: a person whom Slack did not tell of, words that could not be read. */
const UNKNOWN = "It seems that it was not posted. Look in the channel, and try again if it is not there.";
