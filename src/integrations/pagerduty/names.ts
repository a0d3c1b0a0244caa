import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import { eachOf } from "../../lib/each-of.ts";
import type { Client } from "./client.ts";
import { nameOf, Reference } from "./shapes.ts";

const OneUser = z.object({ user: Reference });

/** Names of people of whom an answer tells the ids alone. */
export interface Names {
  /** Reads those that were never read, one call each; a person who is gone is called by their id. */
  of(ids: readonly string[]): Promise<(id: string) => string>;
}

/** So many are remembered. */
const MOST = 5_000;

/** Remembers names for as long as the process runs. */
export const createNames = (client: Client): Names => {
  const known = new Map<string, string>();
  const read = async (id: string): Promise<void> => {
    try {
      const { user } = await client.getNow(`/users/${encodeURIComponent(id)}`, {}, OneUser);
      known.set(id, nameOf(user) ?? id);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "not_found") throw error;
      known.set(id, id);
    }
  };
  return {
    async of(ids) {
      if (known.size > MOST) known.clear();
      await eachOf(
        [...new Set(ids)].filter((id) => !known.has(id)),
        read,
      );
      return (id) => known.get(id) ?? id;
    },
  };
};
