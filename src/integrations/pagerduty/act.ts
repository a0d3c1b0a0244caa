import type { Act } from "../../core/integration.ts";
import type { Client } from "./client.ts";
import { setOne } from "./set-status.ts";

/** Acknowledges and resolves in the name of the person, each tried once. */
export const createAct = (client: Client): Act => ({
  ack: async (key, actor) => void (await setOne(client, key, "acknowledged", actor)),
  resolve: async (key, actor) => void (await setOne(client, key, "resolved", actor)),
});
