import type { OnCall, OnCallSource } from "../../core/oncall.ts";
import { ApiOnCall, ApiUser } from "./api-shapes.ts";
import type { Client } from "./client.ts";
import { pages } from "./paging.ts";
import { nameOf } from "./shapes.ts";

const turnOf = (row: ApiOnCall): OnCall => ({
  personId: row.user.id,
  name: nameOf(row.user) ?? row.user.id,
  policy: nameOf(row.escalation_policy) ?? "",
  level: row.escalation_level,
  schedule: nameOf(row.schedule),
  fromMs: row.start ?? null,
  toMs: row.end ?? null,
});

/** The earlier start and the later end; null, permanent, wins over both. */
const joined = (a: OnCall, b: OnCall): OnCall => ({
  ...a,
  schedule: a.schedule ?? b.schedule,
  fromMs: a.fromMs === null || b.fromMs === null ? null : Math.min(a.fromMs, b.fromMs),
  toMs: a.toMs === null || b.toMs === null ? null : Math.max(a.toMs, b.toMs),
});

/** Who is on call, from GET /oncalls: a person appears once for each schedule, layer and policy that names them. */
export const createOnCall = (client: Client): OnCallSource => ({
  async now() {
    const turns = new Map<string, OnCall>();
    for await (const page of pages(client, "/oncalls", "oncalls", ApiOnCall))
      for (const row of page) {
        const turn = turnOf(row);
        const key = JSON.stringify([row.escalation_policy?.id ?? turn.policy, turn.level, turn.personId]);
        const before = turns.get(key);
        turns.set(key, before ? joined(before, turn) : turn);
      }
    return [...turns.values()].sort(
      (a, b) => a.policy.localeCompare(b.policy, "en") || a.level - b.level || a.name.localeCompare(b.name, "en"),
    );
  },
  async personByEmail(email) {
    const wanted = email.trim().toLowerCase();
    for await (const page of pages(client, "/users", "users", ApiUser, { query: wanted })) {
      const user = page.find((one) => one.email?.toLowerCase() === wanted);
      if (user?.email) return { id: user.id, name: nameOf(user) ?? user.id, email: user.email };
    }
    return undefined;
  },
});
