import type { Chat } from "../../core/chat.ts";
import type { Check } from "../../core/checkup.ts";
import type { OnCallSource } from "../../core/oncall.ts";
import type { PagerDirectory } from "../../core/responding.ts";
import type { Store } from "../../core/store.ts";
import type { Examined } from "../../flows/doctor.ts";

/** Slack looks up about 50 addresses a minute. */
const MOST_LOOKUPS = 30;

interface PeoplePorts {
  readonly oncall: OnCallSource;
  readonly directory: PagerDirectory;
  readonly store: Pick<Store, "links">;
  /** Absent where there is no chat to ask. */
  readonly chat?: Pick<Chat, "userIdByEmail"> | undefined;
}

/** People on call whom nobody knows in the chat: they cannot press buttons, and are not told by name. */
export const ofPeople = ({ oncall, directory, store, chat }: PeoplePorts): Examined => ({
  name: "People",
  async look() {
    const [turns, people, links] = await Promise.all([oncall.now(), directory.people(), store.links()]);
    const ids = new Set(turns.map(({ personId }) => personId));
    const linked = new Set(links.map(({ email }) => email.toLowerCase()));
    const onCall = people.filter(({ id }) => ids.has(id));
    if (!chat) return [{ name: "identities", state: "skipped", says: "Slack was not asked" }];
    const unknown: Check[] = [];
    for (const { name, email } of onCall.slice(0, MOST_LOOKUPS)) {
      if (email && (linked.has(email.toLowerCase()) || (await chat.userIdByEmail(email)))) continue;
      unknown.push({
        name: "identities",
        state: "warn",
        says: `${name} is on call and nobody in Slack has the address ${email ?? "(none)"}`,
        mend: `They type /oncall link me as ${email ?? "their PagerDuty e-mail"}`,
      });
    }
    const looked = Math.min(onCall.length, MOST_LOOKUPS);
    const all: Check = {
      name: "identities",
      state: "ok",
      says: `${looked - unknown.length} of ${looked} people on call are known in Slack${onCall.length > looked ? `; ${onCall.length - looked} were not looked up` : ""}`,
    };
    return unknown.length === looked && looked > 0 ? unknown : [all, ...unknown];
  },
});
