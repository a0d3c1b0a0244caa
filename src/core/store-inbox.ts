import type { Lease } from "./store.ts";

/** What arrived from outside and must not be lost: webhooks, button presses, commands that change something. */
export interface NewDelivery {
  readonly id: string;
  /** Integration name; "action" for what a person asked to change. */
  readonly source: string;
  readonly receivedAtMs: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** A stored delivery and how often it was tried in vain. */
export interface Delivery extends NewDelivery {
  readonly attempts: number;
}
/** What came in, kept until it is worked off and for its retention after that. */
export interface Inbox {
  /** On disk (fsync) when it resolves; calls that come together share one commit. A repeated id is ignored. */
  add(delivery: NewDelivery): Promise<void>;
  /** Oldest first, not yet finished and due. `kind` apart because webhooks are applied in batches, actions one by one. */
  take(kind: "hooks" | "actions", limit: number): Promise<readonly Delivery[]>;
  /** Actions only: ends it, or leaves it for later with `retryAtMs`. */
  finish(
    lease: Lease,
    id: string,
    end: { state: "done" | "failed"; why?: string } | { retryAtMs: number; why: string },
  ): Promise<void>;
  read(id: string): Promise<(Delivery & { readonly state: string; readonly why?: string }) | undefined>;
  /** The newest of a source, whatever became of it. */
  newest(source: string): Promise<Delivery | undefined>;
}
