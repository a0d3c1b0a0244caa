import { Failure, toFailure } from "../../core/failure.ts";
import type { Actor } from "../../core/integration.ts";
import type { Paged } from "../../core/pager/desk.ts";
import type { NewIncident, PagerIncident, PagerService, Responding, Target } from "../../core/responding.ts";
import { peopleOn } from "./change-people.ts";
import type { Changing } from "./change-ports.ts";

/** Longer titles are cut on phones; the whole message is in the details. */
const TITLE_CHARS = 250;

/**
 * Opens an incident for somebody, at once, under the asker's name; tried again it is the same incident. A person or a
 * schedule's people are called by a service's incident that goes to them instead of the service's own policy.
 */
export const pageSomebody = async (
  changing: Changing,
  target: Target,
  message: string,
  urgency: "high" | "low",
): Promise<Paged> => {
  const { ports, asker, reads } = changing;
  const called = target.kind === "person" ? [target] : target.kind === "schedule" ? peopleOn(changing, target) : [];
  const [actor, people, service] = await Promise.all([reads.actor(), called, serviceFor(changing, target)]);
  const wish: NewIncident = {
    key: asker.said.actionId ?? ports.newId(),
    ...(asker.said.again === true ? { again: true } : {}),
    title: titleOf(message),
    details: `${message}\n\nPaged by ${asker.user.name} from Slack.`,
    serviceId: service.id,
    urgency,
    ...(people.length > 0 ? { personIds: people.map(({ id }) => id) } : {}),
    ...(target.kind === "policy" ? { policyId: target.id } : {}),
  };
  const incident = await openOnce(ports.responding, wish, actor, target.name);
  ports.nudge(ports.source);
  const assigned = incident.assigned.length > 0 ? incident.assigned : people;
  return { incident, target, called: [...new Set(assigned.map(({ name }) => name))] };
};

/** In doubt it is asked for once more under the same key, which opens nothing twice; a doubt that is left is told. */
const openOnce = async (
  responding: Responding,
  wish: NewIncident,
  actor: Actor,
  name: string,
): Promise<PagerIncident> => {
  try {
    return await responding.create(wish, actor);
  } catch (error) {
    const { code } = toFailure(error);
    if (code !== "upstream" && code !== "unavailable" && code !== "timeout") throw error;
    if (code === "timeout") throw inDoubt(name, error);
  }
  try {
    return await responding.create(wish, actor);
  } catch (error) {
    throw inDoubt(name, error);
  }
};

const inDoubt = (name: string, error: unknown): Failure => {
  const { code, message, tell, retry } = toFailure(error);
  if (!retry || code === "rate_limited") return toFailure(error);
  return new Failure(code, message, {
    tell: `I cannot say whether ${name} was paged: ${tell?.split("\n")[0]?.replace(/: try again in a minute\.$/, ".") ?? "there was no answer."}\nCall them if it is urgent, and look at the incidents before you page again.`,
    cause: error,
  });
};

const titleOf = (message: string): string => {
  const line = message.replace(/\s+/g, " ").trim();
  return line.length <= TITLE_CHARS ? line : `${line.slice(0, TITLE_CHARS - 1).trimEnd()}…`;
};

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** On which service: the target itself, the configured one, else one that belongs to the target. */
const serviceFor = async (changing: Changing, target: Target): Promise<Pick<PagerService, "id">> => {
  const { ports, reads } = changing;
  if (target.kind === "service") return requireEnabled(changing, target);
  const { pageService } = ports.responding;
  const services = (await reads.services()).value;
  if (pageService !== undefined) {
    const found = services.find(({ id, name }) => id === pageService || same(name, pageService));
    if (found) return found;
    throw new Failure("config", `PAGERDUTY_PAGE_SERVICE names no service: ${pageService}`, {
      tell: `Nobody was paged: ${ports.name} has no service "${pageService}".\nWhoever runs me has to set PAGERDUTY_PAGE_SERVICE right. Page a service by its name meanwhile.`,
    });
  }
  const found = await ownService(changing, target, services);
  if (found) return found;
  throw new Failure("config", `no service to page ${target.kind} ${target.id} on`, {
    tell: `Nobody was paged: I do not know on which service.\nWhoever runs me has to set PAGERDUTY_PAGE_SERVICE. Page a service by its name meanwhile.`,
  });
};

const requireEnabled = async ({ ports, reads }: Changing, target: Target): Promise<Pick<PagerService, "id">> => {
  const service = (await reads.services()).value.find(({ id }) => id === target.id);
  if (service?.status !== "disabled") return target;
  throw new Failure("conflict", `${target.id} is disabled`, {
    tell: `Nobody was paged: ${target.name} is switched off at ${ports.name}. Page a person or an escalation policy.`,
  });
};

/** The first service, by name, whose policy is the target or uses it; one at work before one in maintenance. */
const ownService = async (
  { reads }: Changing,
  target: Target,
  services: readonly PagerService[],
): Promise<PagerService | undefined> => {
  const used = new Set<string>([target.id]);
  if (target.kind === "schedule")
    for (const word of (await reads.schedules()).value.find(({ id }) => id === target.id)?.policies ?? [])
      used.add(word);
  if (target.kind === "person")
    for (const turn of (await reads.oncall()).value) if (turn.personId === target.id) used.add(turn.policy);
  const rank = ({ status }: PagerService): number => (status === "maintenance" ? 1 : 0);
  return services
    .filter(({ status, policy }) => status !== "disabled" && policy && (used.has(policy.id) || used.has(policy.name)))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))[0];
};
