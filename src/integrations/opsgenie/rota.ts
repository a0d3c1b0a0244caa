import type { Duty } from "../../core/duty.ts";
import type { Collected } from "../../core/integration.ts";
import { clipDuties } from "../../lib/clip-duties.ts";
import { ApiNamed, ApiTimeline, type Period } from "./read-shapes.ts";
import type { Reader } from "./reader.ts";

const DAY_MS = 86_400_000;

/** People of a period: itself a person, or whoever a team or an escalation stood for then. */
const peopleOf = ({ recipient, flattenedRecipients }: Period): readonly string[] =>
  [recipient, ...flattenedRecipients].flatMap((one) => (one?.type === "user" && one.id ? [one.id] : []));

/**
 * Who was on call on which schedule from the beginning of the window's first UTC day to the end of its last or now:
 * https://docs.opsgenie.com/docs/schedule-api#get-schedule-timeline. What a timeline does not reach is left as it was.
 */
export const readDuties = async (
  reader: Reader,
  window: { readonly fromMs: number; readonly toMs: number },
  nowMs: number,
): Promise<NonNullable<Collected["duties"]> | undefined> => {
  const fromMs = Math.floor(window.fromMs / DAY_MS) * DAY_MS;
  const days = Math.ceil((window.toMs - fromMs) / DAY_MS);
  let toMs = Math.min(fromMs + days * DAY_MS, nowMs);
  const duties: Duty[] = [];
  for (const { id, name } of await reader.whole("list schedules", "/v2/schedules", ApiNamed)) {
    const query = { interval: String(days), intervalUnit: "days", date: new Date(fromMs).toISOString() };
    const path = `/v2/schedules/${encodeURIComponent(id)}/timeline`;
    const timeline = await reader.one("get schedule timeline", path, ApiTimeline, query);
    if (timeline.startDate > fromMs) return undefined;
    toMs = Math.min(toMs, timeline.endDate);
    for (const period of timeline.finalTimeline.rotations.flatMap(({ periods }) => periods))
      for (const personId of new Set(peopleOf(period)))
        duties.push({
          ...{ source: "opsgenie", personId, scheduleId: id, schedule: name },
          ...{ fromMs: period.startDate, toMs: period.endDate },
        });
  }
  return fromMs < toMs ? { fromMs, toMs, duties: clipDuties(duties, { fromMs, toMs }) } : undefined;
};
