import { publishStatus, snooze } from "../account/actions-more.ts";
import { addResponders, type Helper } from "../account/responders.ts";
import { invalid, Refusal } from "../refusal.ts";
import { describe, formatTime } from "../shapes.ts";
import { actOf, type Call, isRecord, mayAct, type Rest, type Route, readText, requireIncident } from "./route.ts";
import { showIncident } from "./show-incident.ts";
import { showRequest } from "./show-responders.ts";

type Fields = Readonly<Record<string, unknown>>;

const bodyOf = ({ body }: Call): Fields => {
  if (!isRecord(body)) throw invalid("The body must be an object");
  return body;
};

const requireWords = (body: Fields, field: string): string => {
  const text = readText(body, field)?.trim() ?? "";
  if (text === "") throw invalid(`${field} can't be blank`);
  return text;
};

const snoozeOne = (rest: Rest, call: Call): object => {
  const incident = requireIncident(rest, call.params.id);
  const { duration } = bodyOf(call);
  if (duration === undefined) throw invalid("duration is missing");
  const seconds = typeof duration === "number" && Number.isInteger(duration) ? duration : Number.NaN;
  snooze(rest.desk, incident, seconds * 1000, actOf(rest, call));
  return { incident: showIncident(rest.desk.account, incident, new Set(), rest.clock()) };
};

/** `{responder_request_target: {id, type}}` of the body's list. */
const helperOf = (value: unknown): Helper => {
  const target = isRecord(value) ? value.responder_request_target : undefined;
  if (!isRecord(target)) throw invalid("responder_request_targets must hold responder_request_target objects");
  const id = readText(target, "id");
  const kind = (["user", "escalation_policy"] as const).find((one) => target.type === `${one}_reference`);
  if (id === undefined || kind === undefined)
    throw invalid("A target must be a user_reference or an escalation_policy_reference with an id");
  return { kind, id };
};

/** There is no From here: the body names the requester. Refused with 2011, 1008 or 1018 for the wrong one. */
const requireRequester = (rest: Rest, body: Fields): string => {
  const id = readText(body, "requester_id") ?? "";
  if (id === "") throw new Refusal(2011);
  const user = rest.desk.account.users.find((one) => one.id === id);
  if (user === undefined) throw new Refusal(1008);
  if (!mayAct(user.role)) throw new Refusal(1018);
  return id;
};

const requestResponders = (rest: Rest, call: Call): object => {
  const incident = requireIncident(rest, call.params.id);
  const body = bodyOf(call);
  const requesterId = requireRequester(rest, body);
  const message = requireWords(body, "message");
  const targets = body.responder_request_targets;
  if (!Array.isArray(targets) || targets.length === 0) throw invalid("responder_request_targets must be an array");
  const by = { kind: "user" as const, id: requesterId };
  const helpers = targets.map(helperOf);
  const added = addResponders(rest.desk, incident, helpers, message, { by, via: "api", atMs: rest.clock() });
  return { responder_request: showRequest(rest.desk.account, incident, added) };
};

const updateStatus = (rest: Rest, call: Call): object => {
  const incident = requireIncident(rest, call.params.id);
  const body = bodyOf(call);
  const message = requireWords(body, "message");
  const { subject, html_message } = {
    subject: readText(body, "subject"),
    html_message: readText(body, "html_message"),
  };
  if ((subject === undefined) !== (html_message === undefined))
    throw invalid("subject and html_message are required together");
  const act = actOf(rest, call);
  return {
    status_update: {
      id: publishStatus(rest.desk, incident, message, act),
      message,
      created_at: formatTime(act.atMs),
      sender: describe(rest.desk.account, "user", act.by.id),
      ...(subject === undefined ? {} : { subject, html_message }),
    },
  };
};

/** Snoozing, asking others to help, telling those who watch. */
export const respondingRoutes = (rest: Rest): readonly Route[] => [
  {
    method: "POST",
    path: "/incidents/:id/snooze",
    needsFrom: true,
    status: 201,
    handle: (call) => snoozeOne(rest, call),
  },
  {
    method: "POST",
    path: "/incidents/:id/responder_requests",
    ability: "coordinated_responding",
    handle: (call) => requestResponders(rest, call),
  },
  {
    method: "POST",
    path: "/incidents/:id/status_updates",
    needsFrom: true,
    handle: (call) => updateStatus(rest, call),
  },
];
