import type { Bot } from "../../bot/index.ts";
import type { Config } from "../../config.ts";
import type { Chat } from "../../core/chat.ts";
import type { Check } from "../../core/checkup.ts";
import { createDoctor, type Doctor, type Examined } from "../../flows/doctor.ts";
import type { Parts, Ports } from "../parts.ts";
import { ofAddress } from "./of-address.ts";
import { ofCare } from "./of-care.ts";
import { ofMachine } from "./of-machine.ts";
import { ofMeasures } from "./of-measures.ts";
import { ofPeople } from "./of-people.ts";
import { ofReading } from "./of-reading.ts";
import { ofSources } from "./of-sources.ts";
import { ofStore } from "./of-store.ts";

/** Only the bot that runs is connected: a process that merely looks says nothing about that. */
const lookAtSlack = async (bot: Pick<Bot, "checkup">, runs: boolean): Promise<readonly Check[]> => {
  const checks = await bot.checkup();
  return runs ? checks : checks.filter(({ name }) => name !== "connection");
};

/** Slack as the bot sees it; nothing where a question is asked without Slack, although it is configured. */
const ofSlack = ({ config, bot, startedAtMs }: DoctorParts): readonly Examined[] => {
  if (bot) return [{ name: "Slack", look: () => lookAtSlack(bot, startedAtMs !== undefined) }];
  if (config.bot.SLACK_BOT_TOKEN) return [];
  const says = "SLACK_BOT_TOKEN is not set: nothing can be posted and nobody is heard";
  const mend = 'Make the app from manifest.yml and fill in .env: README, "Put it into your Slack".';
  return [{ name: "Slack", look: async () => [{ name: "tokens", state: "bad", says, mend }] }];
};

interface DoctorParts {
  readonly config: Config;
  readonly ports: Pick<Ports, "clock" | "log">;
  readonly parts: Pick<Parts, "store" | "abilities" | "connections" | "policy">;
  /** Absent where Slack is not configured. */
  readonly bot?: Pick<Bot, "checkup"> | undefined;
  readonly chat?: Pick<Chat, "user" | "userIdByEmail" | "channelId"> | undefined;
  /** Absent where this process is not the bot that runs. */
  readonly startedAtMs?: number | undefined;
}

/** Everything that can be out of order, from the machine to the people. */
export const createAppDoctor = (given: DoctorParts): Doctor => {
  const { config, ports, parts, chat, startedAtMs } = given;
  const { store, abilities, connections, policy } = parts;
  const { clock, log } = ports;
  const people: Examined[] = [];
  for (const [name, oncall] of abilities.oncalls) {
    const directory = abilities.directories.get(name);
    if (directory) people.push(ofPeople({ oncall, directory, store, chat }));
  }
  const slack = ofSlack(given);
  return createDoctor(
    [
      ofMachine(config, clock, startedAtMs),
      ofStore(store, config, clock),
      ...slack,
      ofAddress(config),
      ...ofSources({ config, store, checkups: abilities.checkups, clock }),
      ...ofReading({ config, connections, store, clock }),
      ...ofMeasures({ abilities, tz: config.tz, clock }),
      ...people,
      ofCare({ config, policy, chat, clock }),
    ],
    log,
  );
};
