import { strict as assert } from "node:assert";
import type { PagerSchedule } from "../../src/core/responding.ts";
import { createPagerDuty, type PagerDutyOptions } from "../../src/demo/pagerduty/index.ts";
import { connectTo } from "./pagerduty-setup.ts";

/** A Saturday, half past eleven in London. */
export const NOW = Date.UTC(2026, 10, 21, 11, 30);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const ANA = { email: "ana.kovac@northwind.example", name: "Ana" };
export const WEEK = { fromMs: NOW, toMs: NOW + 7 * DAY };
export const CLASSIC: PagerSchedule = { id: "PCLASSIC", name: "Days", policies: [] };
export const SHIFTS: PagerSchedule = { id: "PSHIFTS", name: "Command", policies: [], v3: true };
export const iso = (atMs: number): string => new Date(atMs).toISOString();

export const account = async (options: Partial<PagerDutyOptions> = {}) => {
  let nowMs = NOW;
  const pagerduty = await createPagerDuty({ clock: () => nowMs, weeks: 1, ...options });
  const client = connectTo(pagerduty.url, pagerduty.token, { clock: () => nowMs });
  const schedules = await client.directory.schedules();
  const named = (name: string): PagerSchedule => {
    const found = schedules.find((one) => one.name === name);
    assert.ok(found, `there is no ${name}`);
    return found;
  };
  return {
    ...client,
    pagerduty,
    named,
    forward: (ms: number): void => {
      nowMs += ms;
    },
    async [Symbol.asyncDispose]() {
      client.stop();
      await pagerduty.close();
    },
  };
};
