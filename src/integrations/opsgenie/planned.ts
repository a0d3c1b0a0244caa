import type { PlannedWork } from "../../core/duty.ts";
import { eachOf } from "../../lib/each-of.ts";
import { ApiMaintenance, ApiNamed } from "./read-shapes.ts";
import type { Reader } from "./reader.ts";

type Maintenance = ReturnType<typeof ApiMaintenance.parse>;

/**
 * Planned work that has begun: https://docs.opsgenie.com/docs/maintenance-api. It is on integrations, so the name of an
 * integration is the service; rules about policies name none. `known` keeps what is over and cannot change any more.
 */
export const readPlanned = async (
  reader: Reader,
  known: Map<string, readonly PlannedWork[]>,
  nowMs: number,
): Promise<readonly PlannedWork[]> => {
  const lists = await eachOf(["past", "non-expired"], (type) =>
    reader.whole("list maintenance", "/v1/maintenance", ApiMaintenance, { type }),
  );
  const begun = lists
    .flat()
    .filter(({ status, time }) => status !== "cancelled" && (time?.startDate ?? nowMs + 1) <= nowMs && !!time?.endDate);
  const unknown = begun.filter(({ id }) => !known.has(id));
  if (unknown.length === 0) return [...known.values()].flat();
  const integrations = await reader.whole("list integrations", "/v2/integrations", ApiNamed);
  const names = new Map(integrations.map(({ id, name }) => [id, name]));
  const found = await eachOf(unknown, async ({ id }): Promise<readonly PlannedWork[]> => {
    const whole = await reader.one("get maintenance", `/v1/maintenance/${encodeURIComponent(id)}`, ApiMaintenance);
    const works = worksOf(whole, names);
    if ((whole.time?.endDate ?? Number.POSITIVE_INFINITY) <= nowMs) known.set(id, works);
    return works;
  });
  return [
    ...new Map(
      [...[...known.values()].flat(), ...found.flat()].map((one) => [`${one.ref} ${one.service}`, one]),
    ).values(),
  ];
};

const worksOf = ({ id: ref, time, rules }: Maintenance, names: ReadonlyMap<string, string>): readonly PlannedWork[] => {
  const { startDate: fromMs, endDate: toMs } = time ?? {};
  if (!fromMs || !toMs || fromMs >= toMs) return [];
  const services = new Set(rules.flatMap(({ entity }) => names.get(entity.id) ?? []));
  return [...services].map((service) => ({ source: "opsgenie", ref, service, fromMs, toMs }));
};
