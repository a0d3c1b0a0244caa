import { addNote } from "../account/actions-more.ts";
import type { Incident } from "../model.ts";
import { invalid, Refusal, type RefusalCode } from "../refusal.ts";
import { teamIdsOf } from "../shapes.ts";
import { createIncident } from "./create-incident.ts";
import { among, pageOf, readInclude, readList, readWindow } from "./query.ts";
import {
  actOf,
  type Call,
  type Rest,
  type Route,
  readText,
  requireAbility,
  requireIncident,
  requireNumbered,
  requireRecord,
} from "./route.ts";
import { showIncident, showNote } from "./show-incident.ts";

const MONTH_MS = 30 * 86_400_000;
const SORTS: Readonly<Record<string, (incident: Incident) => number>> = {
  incident_number: (incident) => incident.number,
  created_at: (incident) => incident.createdAtMs,
  resolved_at: (incident) => incident.resolvedAtMs ?? Number.MAX_SAFE_INTEGER,
  urgency: (incident) => (incident.urgency === "high" ? 1 : 0),
};

const sorted = (incidents: readonly Incident[], query: URLSearchParams): readonly Incident[] => {
  const asked = [...query.getAll("sort_by"), ...readList(query, "sort_by")].flatMap((text) => text.split(","));
  if (asked.length > 2) throw invalid("sort_by takes at most two fields");
  const steps = (asked.length === 0 ? ["incident_number:asc"] : asked).map((text) => {
    const [field = "", direction = "asc"] = text.split(":");
    const value = SORTS[field];
    if (value === undefined || !["asc", "desc"].includes(direction)) throw invalid(`sort_by ${text} is not known`);
    return { value, sign: direction === "desc" ? -1 : 1 };
  });
  return incidents.toSorted((a, b) => {
    for (const { value, sign } of steps) {
      const difference = (value(a) - value(b)) * sign;
      if (difference !== 0) return difference;
    }
    return 0;
  });
};

const requireKnown = (values: readonly string[], known: readonly string[], code: RefusalCode): void => {
  if (values.some((value) => !known.includes(value))) throw new Refusal(code);
};

/** `GET /incidents`: by creation time, one month back by default, at most six. */
const listIncidents = (rest: Rest, { query }: Call): object => {
  const { account } = rest.desk;
  const nowMs = rest.clock();
  const all = query.get("date_range") === "all";
  const window = all
    ? { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY }
    : readWindow(query, { fromMs: nowMs - MONTH_MS, toMs: nowMs + 1 }, 184);
  requireKnown(readList(query, "statuses"), ["triggered", "acknowledged", "resolved"], 1003);
  requireKnown(readList(query, "urgencies"), ["high", "low"], 2001);
  if (readList(query, "urgencies").length > 0) requireAbility(rest, "urgencies");
  if (readList(query, "team_ids").length > 0) requireAbility(rest, "teams");
  const status = among(readList(query, "statuses"));
  const urgency = among(readList(query, "urgencies"));
  const service = among(readList(query, "service_ids"));
  const team = among(readList(query, "team_ids"));
  const user = among(readList(query, "user_ids"));
  const key = query.get("incident_key");
  const found = account.incidents.filter(
    (one) =>
      one.createdAtMs >= window.fromMs &&
      one.createdAtMs < window.toMs &&
      status(one.status) &&
      urgency(one.urgency) &&
      service(one.serviceId) &&
      team(...teamIdsOf(account, one)) &&
      user(...one.assignments.map((mark) => mark.userId)) &&
      (key === null || key === one.key),
  );
  const include = readInclude(query);
  return pageOf(query, "incidents", sorted(found, query), (one) => showIncident(account, one, include, nowMs));
};

const createNote = (rest: Rest, call: Call): object => {
  const incident = requireIncident(rest, call.params.id);
  const content = readText(requireRecord(call.body, "note"), "content");
  if (content === undefined || content.trim() === "") throw invalid("Content can't be blank");
  return { note: showNote(rest.desk.account, addNote(rest.desk, incident, content, actOf(rest, call))) };
};

/** Reading incidents and notes, creating both. */
export const incidentRoutes = (rest: Rest): readonly Route[] => {
  const { account } = rest.desk;
  return [
    { method: "GET", path: "/incidents", handle: (call) => listIncidents(rest, call) },
    { method: "POST", path: "/incidents", needsFrom: true, status: 201, handle: (call) => createIncident(rest, call) },
    {
      method: "GET",
      path: "/incidents/:id",
      handle: ({ params, query }) => {
        const incident = requireNumbered(rest, params.id);
        return { incident: showIncident(account, incident, readInclude(query), rest.clock()) };
      },
    },
    {
      method: "GET",
      path: "/incidents/:id/notes",
      handle: ({ params }) => ({
        notes: requireIncident(rest, params.id)
          .notes.toReversed()
          .map((note) => showNote(account, note)),
      }),
    },
    { method: "POST", path: "/incidents/:id/notes", needsFrom: true, handle: (call) => createNote(rest, call) },
  ];
};
