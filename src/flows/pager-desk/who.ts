import { Failure } from "../../core/failure.ts";
import type { Actor } from "../../core/integration.ts";
import type { PagerPerson } from "../../core/responding.ts";
import { requireActor } from "../act/who.ts";
import { LISTS_MS, type PagerAnswers, RECENT_MS } from "../known/pager.ts";
import { unquoted } from "./find-plain.ts";
import type { DeskAsker, PagerDeskPorts } from "./ports.ts";

const MENTION = /^<?@([UW][A-Z0-9]{5,})(?:\|[^>]*)?>?$/;
const MAIL_LINK = /^<mailto:([^|>]+)(?:\|[^>]*)?>$/i;
const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;

const byEmail = (people: readonly PagerPerson[], email: string): PagerPerson | undefined =>
  people.find((person) => person.email?.toLowerCase() === email.trim().toLowerCase());

/** Whoever has that address at the pager, from the list that is known. */
const personWith = async (email: string, answers: PagerAnswers): Promise<PagerPerson | undefined> => {
  const known = await answers.people(LISTS_MS);
  return byEmail(known.value, email) ?? byEmail((await answers.people(RECENT_MS)).value, email);
};

/** The asker at the pager: by the address they linked, else by their chat's. Failure forbidden, with how to link. */
export const whoAsks = async (asker: DeskAsker, ports: PagerDeskPorts, answers: PagerAnswers): Promise<PagerPerson> => {
  const { email } = await requireActor(asker.user, ports.store);
  const person = await personWith(email, answers);
  if (person) return person;
  throw new Failure("forbidden", `${asker.user.id} is nobody at ${ports.name}`, {
    tell: `${ports.name} knows nobody with your address ${email}.\nType /oncall link me as you@example.com, with the e-mail you have there.`,
  });
};

/** In whose name the asker changes something. A list of people that cannot be read stops nobody: the pager itself refuses strangers. */
export const actorOf = async (asker: DeskAsker, ports: PagerDeskPorts, answers: PagerAnswers): Promise<Actor> => {
  const actor = await requireActor(asker.user, ports.store);
  try {
    const { email = actor.email } = await whoAsks(asker, ports, answers);
    return { ...actor, email };
  } catch (error) {
    if (error instanceof Failure && error.code === "forbidden") throw error;
    ports.log.warn({ err: error }, "nobody could look whether the pager knows the asker");
    return actor;
  }
};

const mentioned = async (id: string, ports: PagerDeskPorts, answers: PagerAnswers): Promise<PagerPerson> => {
  const user = await ports.chatUser(id);
  const email = (await ports.store.linkedEmail(id)) ?? user.email;
  const person = email === undefined ? undefined : await personWith(email, answers);
  if (person) return person;
  throw new Failure("not_found", `${id} is nobody at ${ports.name}`, {
    tell: `I do not know who ${user.name} is at ${ports.name}${email === undefined ? "" : `: nobody there has the address ${email}`}.\nThey can type /oncall link me as you@example.com; or say their e-mail there.`,
  });
};

/** Somebody named as nobody else can be: "me", a mention, an e-mail; undefined for any other words. */
export const personNamed = async (
  words: string,
  asker: DeskAsker,
  ports: PagerDeskPorts,
  answers: PagerAnswers,
): Promise<PagerPerson | undefined> => {
  const said = unquoted(words);
  if (/^(?:me|myself|i)$/i.test(said)) return whoAsks(asker, ports, answers);
  const id = MENTION.exec(said)?.[1];
  if (id !== undefined) return mentioned(id, ports, answers);
  const email = MAIL_LINK.exec(said)?.[1] ?? (EMAIL.test(said) ? said : undefined);
  if (email === undefined) return undefined;
  const person = await personWith(email, answers);
  if (person) return person;
  throw new Failure("not_found", `nobody at ${ports.name} has that address`, {
    tell: `${ports.name} knows nobody with the address ${email}.`,
  });
};
