import { NOTES, TITLES } from "./account/titles.ts";
import type { Control, IncidentView } from "./control.ts";
import type { Random } from "./random.ts";

/** A life that goes on: now and then a page, an ack, an escalation, a note, a resolve. */
export interface Life {
  /** One step every `everyMs`; starting again changes the rate. */
  start(everyMs?: number): void;
  stop(): void;
  /** One step now. */
  step(): void;
}

const SERVICES = Object.keys(TITLES);
const MOST_OPEN = 6;

const startOne = (control: Control, random: Random): void => {
  const service = SERVICES[random.int(0, SERVICES.length - 1)] ?? "";
  if (!control.takesIncidents(service)) return;
  const title = random.pick(TITLES[service] ?? ["Something is wrong"]);
  const priority = random.chance(0.4) ? { priority: `P${random.int(1, 4)}` } : {};
  control.trigger({ service, title, urgency: random.chance(0.8) ? "high" : "low", ...priority });
};

const moveOn = (control: Control, random: Random, incident: IncidentView): void => {
  const [assignee = ""] = incident.assignees;
  const dice = random.next();
  if (incident.status === "acknowledged") {
    if (dice < 0.35) control.note(incident.id, random.pick(NOTES), assignee);
    else if (dice < 0.45) control.setPriority(incident.id, `P${random.int(1, 4)}`, assignee);
    else if (dice < 0.5) control.unack(incident.id);
    else control.resolve(incident.id, assignee);
    return;
  }
  if (dice < 0.2) control.resolve(incident.id);
  else control.ack(incident.id, assignee);
};

/** `everyMs` of the first start by default 20 s. */
export const createLife = (control: Control, random: Random): Life => {
  let timer: NodeJS.Timeout | undefined;
  const escalated = new Set<string>();
  const step = (): void => {
    const open = control.open();
    const chosen = open[random.int(0, Math.max(0, open.length - 1))];
    if (chosen === undefined || (open.length < MOST_OPEN && random.chance(0.4))) {
      startOne(control, random);
      return;
    }
    if (chosen.status === "triggered" && !escalated.has(chosen.id) && random.chance(0.2)) {
      escalated.add(chosen.id);
      control.escalate(chosen.id);
      return;
    }
    moveOn(control, random, chosen);
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    step,
    stop,
    start: (everyMs = 20_000) => {
      stop();
      timer = setInterval(step, everyMs);
      timer.unref();
    },
  };
};
