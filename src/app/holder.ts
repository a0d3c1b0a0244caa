import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** A name for this process among those that share the store: machine, process, and this start of it. */
export const holderName = (): string => `${hostname()}/${process.pid}/${randomUUID()}`;

/**
 * Whether the process of that name certainly runs no more: it was on this machine, and its process id is free or now
 * ours. After a crash its leases need not run out first.
 */
export const isGone = (holder: string): boolean => {
  const [machine, pid] = holder.split("/");
  if (machine !== hostname() || !/^\d+$/.test(pid ?? "")) return false;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
};
