import type { Store } from "../../core/store.ts";
import { ownTroubles } from "../own-troubles.ts";
import type { TellAdmin } from "../tell-admin.ts";

/** What one turn found out of order, and what it could not find out. */
export interface Findings {
  /** Something that only a person can mend. */
  bad(key: string, title: string, what: string, reason?: string): void;
  /** Nobody can say at this moment whether it is out of order. */
  unsure(key: string): void;
}

/** Troubles of one kind, each said once and taken back once it is in order. */
export interface Troubles {
  /** Runs one turn; what it does not name any more is in order again. */
  during(turn: (findings: Findings) => Promise<void>): Promise<void>;
}

interface Bad {
  readonly title: string;
  readonly what: string;
  readonly reason?: string | undefined;
}

/** Troubles whose keys begin with one of these. */
export const createTroubles = (
  kinds: readonly string[],
  { store, tellAdmin }: { readonly store: Pick<Store, "openOf">; readonly tellAdmin: TellAdmin },
): Troubles => {
  // What was told a moment ago may not be in the store yet.
  const told = new Set<string>();
  const settle = async (bad: ReadonlyMap<string, Bad>, unsure: ReadonlySet<string>): Promise<void> => {
    const open = await ownTroubles(store);
    for (const [key, { title, what, reason }] of bad) {
      if (!open.has(key) && !told.has(key))
        await tellAdmin({ key, state: "firing", title, what, lines: [what], labels: reason ? { reason } : {} });
      told.add(key);
    }
    const mine = [...open.keys()].filter((key) => kinds.some((kind) => key.startsWith(kind)));
    for (const key of new Set([...mine, ...told])) {
      if (bad.has(key) || unsure.has(key)) continue;
      await tellAdmin({ key, state: "resolved", title: open.get(key)?.title ?? "", what: "in order again", lines: [] });
      told.delete(key);
    }
  };
  return {
    async during(turn) {
      const bad = new Map<string, Bad>();
      const unsure = new Set<string>();
      const findings: Findings = {
        bad: (key, title, what, reason) => void bad.set(key, { title, what, reason }),
        unsure: (key) => void unsure.add(key),
      };
      await turn(findings);
      await settle(bad, unsure);
    },
  };
};
