import { statfs } from "node:fs/promises";
import type { Config } from "../../config.ts";
import type { Check } from "../../core/checkup.ts";
import type { Clock } from "../../core/log.ts";
import { when } from "../../core/time/when.ts";
import { isZone } from "../../core/time/zone-clock.ts";
import type { Examined } from "../../flows/doctor.ts";

const LEAST_FREE = 1_073_741_824;
const YEAR_MS = 365 * 86_400_000;

const zoneData = (nowMs: number, tz: string): Check => {
  const data = process.versions.tz ?? "";
  const year = Number(/^\d{4}/.exec(data)?.[0]);
  const name = "time zone data";
  if (!isZone(tz))
    return { name, state: "bad", says: `TEAM_TZ ${tz} is no time zone here`, mend: "Set TEAM_TZ to an IANA name." };
  if (!Number.isFinite(year)) return { name, state: "warn", says: "this Node does not say how old its data are" };
  const old = Date.UTC(year, 11, 31) + YEAR_MS < nowMs;
  if (old) return { name, state: "warn", says: `of ${data}: new rules are missing`, mend: "Update Node." };
  return { name, state: "ok", says: `${data}; the team's zone is ${tz}` };
};

const disk = async (folder: string): Promise<Check> => {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const says = `${(free / LEAST_FREE).toFixed(1)} GB free in ${folder}`;
  return free < LEAST_FREE
    ? { name: "disk", state: "warn", says, mend: "Make room, or keep less: KEEP_INBOX_DAYS, KEEP_SNAPSHOT_DAYS." }
    : { name: "disk", state: "ok", says };
};

/** The process and the machine it runs on. */
export const ofMachine = (
  { tz, dataDir, databaseUrl }: Pick<Config, "tz" | "dataDir" | "databaseUrl">,
  clock: Clock,
  startedAtMs: number | undefined,
): Examined => ({
  name: "Dr. M",
  look: async () => [
    {
      name: "process",
      state: "ok",
      says: `Node ${process.versions.node}${startedAtMs === undefined ? "" : `, up since ${when(startedAtMs)}`}`,
    },
    zoneData(clock(), tz),
    ...(databaseUrl ? [] : [await disk(dataDir)]),
  ],
});
