import type { Chat } from "../core/chat.ts";
import { toFailure } from "../core/failure.ts";
import type { Form, FormName, FormRead, FormRef, FormValues } from "../core/form.ts";
import { readFormValues } from "../core/form-read.ts";
import { FORM_KINDS, makeForm } from "../core/forms.ts";
import type { Known } from "../core/known.ts";
import type { Clock, Log } from "../core/log.ts";
import type { PagerDesk } from "../core/pager/desk.ts";
import type { Target } from "../core/responding.ts";
import { splitVerdictOf } from "../core/verdict-words.ts";
import { inTime, LATE } from "./in-time.ts";
import type { DeskFor } from "./pager-desk/ports.ts";

/** What forms need from outside. */
export interface FormPorts {
  readonly deskFor: DeskFor;
  readonly chat: Pick<Chat, "user">;
  /** Why the problem with that id was judged as it was; nobody's reasons are shown when absent. */
  readonly why?: ((incidentId: string) => Promise<string | undefined>) | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** The forms that buttons open, and what they ask for when they are filled in. */
export interface Forms {
  /** Also where the pager does not answer: names are typed then. Failure with `tell` when it cannot be made. */
  form(ref: FormRef, userId: string): Promise<Form>;
  /** The words that the form stands for, or what is wrong with it. */
  readForm(ref: FormRef, values: FormValues, userId: string): Promise<FormRead>;
}

/** Slack forgets within 3 s which press a form belongs to. */
const LISTS_MS = 1_500;

/** Forms made of what the pager has, as far as it is known in time. */
export const createForms = (ports: FormPorts): Forms => ({
  async form({ name, about }, userId) {
    const things = FORM_KINDS[name].length === 0 ? undefined : await knownThings(name, userId, ports);
    return makeForm(name, { about, things, why: await whyOf(name, about, ports), nowMs: ports.clock() });
  },
  readForm: async (ref, values) => readFormValues(ref, values, ports.clock()),
});

/** What was said of the problem before. */
const whyOf = async (name: FormName, about: string, { why }: FormPorts): Promise<string | undefined> => {
  const { of } = name === "verdict" ? splitVerdictOf(about) : {};
  return of?.kind === "id" ? why?.(of.id) : undefined;
};

/** Everything of these kinds; undefined when it is not known in time. */
const knownThings = async (
  name: FormName,
  userId: string,
  ports: FormPorts,
): Promise<readonly Target[] | undefined> => {
  const things = await inTime(readThings(name, userId, ports), LISTS_MS);
  return things === LATE ? undefined : things;
};

const readThings = async (
  name: FormName,
  userId: string,
  { deskFor, chat, log }: FormPorts,
): Promise<readonly Target[] | undefined> => {
  try {
    const user = await chat.user(userId);
    const desk = deskFor({ user, said: {}, here: async () => undefined });
    const all = await Promise.all(
      FORM_KINDS[name].map(async (kind) => {
        const { value } = await listOf(desk, kind);
        return value.map((one) => ({ kind, id: one.id, name: one.name }));
      }),
    );
    return all.flat();
  } catch (error) {
    const failure = toFailure(error);
    log.warn({ code: failure.code, err: failure }, "a form has no menus: what to choose from is not known");
    return undefined;
  }
};

const listOf = (desk: PagerDesk, kind: Target["kind"]): Promise<Known<readonly Pick<Target, "id" | "name">[]>> =>
  ({ person: desk.people, schedule: desk.schedules, policy: desk.policies, service: desk.services })[kind]();
