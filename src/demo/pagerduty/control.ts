import { ack, delegate, escalate, reassign, reopen, resolve, setPriority, unack } from "./account/actions.ts";
import { addNote, changeService, merge, publishStatus, snooze } from "./account/actions-more.ts";
import { type Act, type Desk, serviceAgent } from "./account/happening.ts";
import { addResponders, reply } from "./account/responders.ts";
import { type NewIncident, takesIncidents, trigger } from "./account/trigger.ts";
import type { Agent, Incident, Status, Urgency } from "./model.ts";
import { byEmail, named } from "./named.ts";
import { notFound } from "./refusal.ts";
import { inMaintenance } from "./shapes.ts";

/** An incident as the control shows it: a copy at that moment. */
export interface IncidentView {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly status: Status;
  readonly service: string;
  /** E-mails. */
  readonly assignees: readonly string[];
}

/** What a test or the demo page starts, in names that people use. */
export interface Trigger {
  /** Name or id of a service. */
  readonly service: string;
  readonly title: string;
  readonly urgency?: Urgency;
  /** Name or id: "P1". */
  readonly priority?: string;
  readonly key?: string;
}

/** What a person or the monitoring does in the account, without REST; webhooks follow. All throw Refusal as REST would. */
export interface Control {
  trigger(wanted: Trigger): IncidentView;
  ack(id: string, email: string): IncidentView;
  /** By the acknowledgement timeout when no e-mail is given. */
  unack(id: string, email?: string): IncidentView;
  /** By the service on its own when no e-mail is given. */
  resolve(id: string, email?: string): IncidentView;
  reopen(id: string, email: string): IncidentView;
  /** By timeout when no e-mail is given. */
  escalate(id: string, email?: string): IncidentView;
  reassign(id: string, toEmails: readonly string[], email: string): IncidentView;
  /** To another policy, by name or id. */
  delegate(id: string, policy: string, email: string): IncidentView;
  note(id: string, content: string, email: string): IncidentView;
  /** Null takes the priority away. */
  setPriority(id: string, priority: string | null, email: string): IncidentView;
  merge(targetId: string, sourceIds: readonly string[], email: string): IncidentView;
  statusUpdate(id: string, message: string, email: string): IncidentView;
  addResponder(id: string, responderEmail: string, message: string, email: string): IncidentView;
  /** Somebody who was asked to help says yes or no. */
  reply(id: string, state: "joined" | "declined", email: string): IncidentView;
  /** Milliseconds. */
  snooze(id: string, forMs: number, email: string): IncidentView;
  changeService(id: string, service: string, email: string): IncidentView;
  /** Whether a service, by name or id, is in maintenance now. */
  inMaintenance(service: string): boolean;
  /** Whether a service, by name or id, is on and not in maintenance. */
  takesIncidents(service: string): boolean;
  /** Incidents that are not resolved, oldest first. */
  open(): readonly IncidentView[];
}

const viewOf = (desk: Desk, incident: Incident): IncidentView => ({
  id: incident.id,
  number: incident.number,
  title: incident.title,
  status: incident.status,
  service: desk.account.services.find((one) => one.id === incident.serviceId)?.name ?? "",
  assignees: incident.assignments.map((mark) => desk.account.users.find((one) => one.id === mark.userId)?.email ?? ""),
});

/** What the controls share: who, when, and on which incident. */
const createHands = (desk: Desk, clock: () => number) => {
  const { account } = desk;
  const userId = (email: string): string => byEmail(account.users, email).id;
  const person = (email: string): Act => {
    const by: Agent = { kind: "user", id: userId(email) };
    return { by, via: "website", atMs: clock() };
  };
  return {
    desk,
    userId,
    person,
    /** A person, or the service on its own. */
    either: (incident: Incident, email: string | undefined, via: string): Act =>
      email === undefined ? { by: serviceAgent(incident), via, atMs: clock() } : person(email),
    change: (id: string, apply: (incident: Incident) => unknown): IncidentView => {
      const incident = account.incidentById.get(id);
      if (incident === undefined) throw notFound();
      apply(incident);
      return viewOf(desk, incident);
    },
  };
};

type Hands = ReturnType<typeof createHands>;

const statusControl = ({ desk, change, person, either }: Hands) => ({
  ack: (id: string, email: string) => change(id, (one) => ack(desk, one, person(email))),
  unack: (id: string, email?: string) => change(id, (one) => unack(desk, one, either(one, email, "timeout"))),
  resolve: (id: string, email?: string) => change(id, (one) => resolve(desk, one, either(one, email, "auto"))),
  reopen: (id: string, email: string) => change(id, (one) => reopen(desk, one, person(email))),
  merge: (targetId: string, sourceIds: readonly string[], email: string) =>
    change(targetId, (target) => {
      const sources = sourceIds.map((id) => desk.account.incidentById.get(id)).filter((one) => one !== undefined);
      if (sources.length < sourceIds.length) throw notFound();
      merge(desk, target, sources, person(email));
    }),
});

const assignmentControl = ({ desk, change, person, either, userId }: Hands) => ({
  escalate: (id: string, email?: string) => change(id, (one) => escalate(desk, one, either(one, email, "timeout"))),
  reassign: (id: string, toEmails: readonly string[], email: string) =>
    change(id, (one) => reassign(desk, one, toEmails.map(userId), person(email))),
  delegate: (id: string, policy: string, email: string) =>
    change(id, (one) => delegate(desk, one, named(desk.account.policies, policy).id, person(email))),
  addResponder: (id: string, responderEmail: string, message: string, email: string) =>
    change(id, (one) =>
      addResponders(desk, one, [{ kind: "user", id: userId(responderEmail) }], message, person(email)),
    ),
  reply: (id: string, state: "joined" | "declined", email: string) =>
    change(id, (one) => reply(desk, one, state, person(email))),
  snooze: (id: string, forMs: number, email: string) => change(id, (one) => snooze(desk, one, forMs, person(email))),
});

const contentControl = ({ desk, change, person }: Hands) => ({
  note: (id: string, content: string, email: string) => change(id, (one) => addNote(desk, one, content, person(email))),
  setPriority: (id: string, priority: string | null, email: string) =>
    change(id, (one) => setPriority(desk, one, priority, person(email))),
  statusUpdate: (id: string, message: string, email: string) =>
    change(id, (one) => publishStatus(desk, one, message, person(email))),
  changeService: (id: string, service: string, email: string) =>
    change(id, (one) => changeService(desk, one, named(desk.account.services, service).id, person(email))),
});

/** The control of an account. */
export const createControl = (desk: Desk, clock: () => number): Control => {
  const { account } = desk;
  const hands = createHands(desk, clock);
  return {
    ...statusControl(hands),
    ...assignmentControl(hands),
    ...contentControl(hands),
    trigger: ({ service, title, urgency, priority, key }) => {
      const serviceId = named(account.services, service).id;
      const priorityId = priority === undefined ? null : named(account.priorities, priority).id;
      const wanted: NewIncident = { serviceId, title, urgency: urgency ?? "high", priorityId, key };
      const by: Agent = { kind: "service", id: serviceId };
      return viewOf(desk, trigger(desk, wanted, { by, via: "api", atMs: clock() }));
    },
    inMaintenance: (service) => inMaintenance(account, named(account.services, service).id, clock()),
    takesIncidents: (service) => takesIncidents(account, named(account.services, service), clock()),
    open: () => account.incidents.filter((one) => one.status !== "resolved").map((one) => viewOf(desk, one)),
  };
};
