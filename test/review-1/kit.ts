import type { TestContext } from "node:test";
import type { App, Tuning } from "../../src/app.ts";
import type { WorkspaceOptions } from "../../src/demo/slack/index.ts";
import { FAST, type House, openHouse, startBot } from "../support/house.ts";
export const ANA = "ana.kovac@northwind.example";
export const BEN = "ben.carter@northwind.example";
export const setUp = async (t: TestContext, options: Partial<WorkspaceOptions> = { limits: false }, tuning: Tuning = FAST, more: Readonly<Record<string, string>> = {}) => {
  const house = await openHouse(options);
  const app = await startBot(house, more, tuning);
  t.after(async () => { await app.stop(); await house.close(); });
  return { house, app };
};
export const trigger = ({ account }: House, title: string, at = 0): string =>
  account.trigger({ service: account.account.services[at]?.name ?? "", title, urgency: "high" }).id;
export const cards = ({ workspace }: House, id: string, channel = "ops") =>
  workspace.messages(channel).filter((one) => JSON.stringify(one.metadata ?? "").includes(`card:pagerduty:${id}:`));
