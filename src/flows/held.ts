import { Failure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import type { Lease, Leases } from "../core/store.ts";

/** One lease, asked for before each piece of work. */
export interface Held {
  /** The lease, taken or renewed; undefined while another process holds it. */
  get(): Promise<Lease | undefined>;
  /** Call when a write was refused because the lease is no longer ours. */
  lost(): void;
  release(): Promise<void>;
}

/** Keeps one lease for as long as it is asked for, renewing it after a third of its time. */
export const createHeld = (leases: Leases, clock: Clock, name: string, holder: string, forMs: number): Held => {
  let lease: Lease | undefined;
  let renewedAtMs = 0;
  return {
    async get() {
      const heldMs = clock() - renewedAtMs;
      // Less than nothing: the clock was set back.
      if (lease && heldMs >= 0 && heldMs < forMs / 3) return lease;
      if (lease && !(await leases.renew(lease, forMs))) lease = undefined;
      lease ??= await leases.take(name, holder, forMs);
      renewedAtMs = clock();
      return lease;
    },
    lost() {
      lease = undefined;
    },
    async release() {
      if (lease) await leases.release(lease);
      lease = undefined;
    },
  };
};

/** True for the refusal of a write whose fence is old. */
export const isLost = (error: unknown): boolean => error instanceof Failure && error.code === "conflict";
