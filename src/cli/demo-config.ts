import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountSettings, DEMO_PORT, startAccount } from "./demo-account.ts";

/** Runs `work` with settings that stand for the demo's account and a store of its own; both are gone afterwards. */
export const withDemoAccount = async (
  work: (settings: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> => {
  const account = await startAccount(Date.now);
  const dataDir = mkdtempSync(join(tmpdir(), "drm-report-"));
  try {
    await work({ ...accountSettings(account, dataDir), PUBLIC_URL: `http://127.0.0.1:${DEMO_PORT}` });
  } finally {
    await account.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};
