import type { OnCall, OnCallSource } from "../../core/oncall.ts";
import { ApiUser } from "./api-shapes.ts";
import type { Client } from "./client.ts";
import { pagesNow } from "./paging.ts";
import { nameOf } from "./shapes.ts";
import { joined, placeOf, readTurns } from "./turns.ts";

/** Who is on call, from GET /oncalls: a person appears once for each schedule, layer and policy that names them. */
export const createOnCall = (client: Client): OnCallSource => ({
  async now() {
    const turns = new Map<string, OnCall>();
    for (const turn of await readTurns(client)) {
      const before = turns.get(placeOf(turn));
      turns.set(placeOf(turn), before ? joined(before, turn) : turn);
    }
    return [...turns.values()].sort(
      (a, b) => a.policy.localeCompare(b.policy, "en") || a.level - b.level || a.name.localeCompare(b.name, "en"),
    );
  },
  async personByEmail(email) {
    const wanted = email.trim().toLowerCase();
    for await (const page of pagesNow(client, "/users", "users", ApiUser, { query: wanted })) {
      const user = page.find((one) => one.email?.toLowerCase() === wanted);
      if (user?.email) return { id: user.id, name: nameOf(user) ?? user.id, email: user.email };
    }
    return undefined;
  },
});
