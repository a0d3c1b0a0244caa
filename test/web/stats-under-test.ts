import { liveGraphs } from "../../src/app/live.ts";
import type { Parts } from "../../src/app/parts.ts";
import type { ChatUser } from "../../src/core/chat.ts";
import { Failure } from "../../src/core/failure.ts";
import type { GraphData } from "../../src/core/graph/data.ts";
import type { StatsRows } from "../../src/core/stats/rows.ts";
import { graphs } from "../../src/graphs/index.ts";
import type { LiveGraphs } from "../../src/web/index.ts";
import { BERLIN, dataOver, NOW_MS } from "../graphs/stats-account.ts";

const MEMBERS: Readonly<Record<string, string>> = {
  UANA: "ana@example.com",
  UBEN: "ben@example.com",
  ULEAD: "lead@example.com",
};

/** Somebody of the chat; nobody else is known there. */
const userOf = async (id: string): Promise<ChatUser> => {
  const email = MEMBERS[id];
  if (email === undefined) throw new Failure("upstream", `nobody is ${id}`);
  return { id, name: id, email, tz: BERLIN, outsider: false };
};

const nothing = () => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Live pages of statistics over an account, as the app makes them; `changed` tells that data changed. */
export const statsPages = (
  rows: StatsRows,
  more: Partial<GraphData> = {},
): { readonly graphs: LiveGraphs; readonly parts: Parts; changed(): void } => {
  const listeners = new Set<(what: "data") => void>();
  const data = dataOver(rows, more);
  const clock = () => NOW_MS;
  const parts = {
    snapshots: { graphs, data, clock, log, weekStart: 1, tz: BERLIN },
    store: {
      linkedEmail: async () => undefined,
      onChange(listener: (what: "data") => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    policy: () => ({ care: { leads: ["lead@example.com"] } }),
    late: { chat: { user: userOf } },
  } as unknown as Parts;
  return {
    graphs: liveGraphs(parts, clock),
    parts,
    changed() {
      for (const listener of listeners) listener("data");
    },
  };
};
