import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Daemon } from "../senders/processes.ts";

/** A folder for servers, and what ends them: last started, first ended. */
export const openFolder = (name: string) => {
  const dir = mkdtempSync(join(tmpdir(), `drm-${name}-`));
  const daemons: Daemon[] = [];
  return {
    dir,
    ended: (daemon: Daemon): Daemon => {
      daemons.unshift(daemon);
      return daemon;
    },
    async stop(): Promise<void> {
      for (const daemon of daemons) await daemon.stop();
      rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
};
