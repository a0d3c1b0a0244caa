import type { Bot } from "../../bot/index.ts";
import type { Config } from "../../config.ts";
import type { Chat } from "../../core/chat.ts";
import { createDoctor, type Doctor, type Examined } from "../../flows/doctor.ts";
import type { Parts, Ports } from "../parts.ts";
import { ofAddress } from "./of-address.ts";
import { ofMachine } from "./of-machine.ts";
import { ofPeople } from "./of-people.ts";
import { ofSources } from "./of-sources.ts";
import { ofStore } from "./of-store.ts";

interface DoctorParts {
  readonly config: Config;
  readonly ports: Pick<Ports, "clock" | "log">;
  readonly parts: Pick<Parts, "store" | "abilities">;
  /** Absent where Slack is not configured. */
  readonly bot?: Pick<Bot, "checkup"> | undefined;
  readonly chat?: Pick<Chat, "userIdByEmail"> | undefined;
  readonly startedAtMs?: number | undefined;
}

/** Everything that can be out of order, from the machine to the people. */
export const createAppDoctor = ({ config, ports, parts, bot, chat, startedAtMs }: DoctorParts): Doctor => {
  const { store, abilities } = parts;
  const { clock, log } = ports;
  const people: Examined[] = [];
  for (const [name, oncall] of abilities.oncalls) {
    const directory = abilities.directories.get(name);
    if (directory) people.push(ofPeople({ oncall, directory, store, chat }));
  }
  const slack: Examined[] = bot ? [{ name: "Slack", look: () => bot.checkup() }] : [];
  return createDoctor(
    [
      ofMachine(config, clock, startedAtMs),
      ofStore(store, config, clock),
      ...slack,
      ofAddress(config),
      ...ofSources({ config, store, checkups: abilities.checkups, clock }),
      ...people,
    ],
    log,
  );
};
