import type { Config } from "../../config.ts";
import type { Chat } from "../../core/chat.ts";
import type { Check } from "../../core/checkup.ts";
import { toFailure } from "../../core/failure.ts";
import { nextDue } from "../../core/job-times.ts";
import type { Clock } from "../../core/log.ts";
import type { PolicyNow, ReportRule } from "../../core/policy.ts";
import { when } from "../../core/time/when.ts";
import type { Examined } from "../../flows/doctor.ts";
import { reportTimes } from "../../flows/reports.ts";

interface CarePorts {
  readonly config: Pick<Config, "opsChannel" | "tz">;
  readonly policy: PolicyNow;
  /** Absent where there is no chat to ask. */
  readonly chat?: Pick<Chat, "user" | "userIdByEmail" | "channelId"> | undefined;
  readonly clock: Clock;
}

type Asking = CarePorts & { readonly chat: NonNullable<CarePorts["chat"]> };

/** What the chat answers, undefined where it knows no such thing. Throws Failure when it cannot be asked. */
const found = async <T>(ask: Promise<T>): Promise<T | undefined> => {
  try {
    return await ask;
  } catch (error) {
    const { code } = toFailure(error);
    if (code === "not_found" || code === "channel" || code === "rejected") return undefined;
    throw error;
  }
};

const reportCheck = async (rule: ReportRule, { config, chat, clock }: Asking): Promise<Check> => {
  const name = `${rule.kind} report`;
  const channel = (rule.channel ?? config.opsChannel).replace(/^#/, "");
  if ((await found(chat.channelId(channel))) === undefined)
    return {
      ...{ name, state: "bad", says: `there is no #${channel} that I can see` },
      mend: "Invite me there, or correct `reports` in the config file.",
    };
  const next = reportTimes([rule], config.tz).map((time) => when(nextDue(time, clock())));
  return { name, state: "ok", says: `next ${next.join()} in #${channel}` };
};

const unknownLead = async (lead: string, chat: Asking["chat"]): Promise<string | undefined> => {
  const id = lead.includes("@") ? await chat.userIdByEmail(lead) : lead;
  const user = id === undefined ? undefined : await found(chat.user(id));
  if (!user) return `nobody in Slack is ${lead}`;
  return user.outsider ? `${user.name} is a guest, or has left` : undefined;
};

const leadChecks = async ({ policy, chat }: Asking): Promise<readonly Check[]> => {
  const { leads } = policy().care;
  const name = "leads";
  const wrong: Check[] = [];
  for (const lead of leads) {
    const says = await unknownLead(lead, chat);
    if (says) wrong.push({ name, state: "warn", says, mend: "Correct `leads` in the config file." });
  }
  if (wrong.length > 0) return wrong;
  return [{ name, state: "ok", says: leads.length === 0 ? "none" : `${leads.length} known in Slack` }];
};

/** What comes by the clock: a wrong channel or address would else be found out on the day. */
export const ofCare = (ports: CarePorts): Examined => ({
  name: "On time",
  async look() {
    const { chat, policy } = ports;
    if (!chat) return [{ name: "reports and leads", state: "skipped", says: "Slack was not asked" }];
    const asking = { ...ports, chat };
    const reports: Check[] = [];
    for (const rule of policy().care.reports) reports.push(await reportCheck(rule, asking));
    return [...reports, ...(await leadChecks(asking))];
  },
});
