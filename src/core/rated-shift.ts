import { usage } from "./args.ts";
import type { CommandContext } from "./command.ts";
import { toFailure } from "./failure.ts";
import type { OnCall } from "./oncall.ts";
import type { ShiftRef } from "./shift-ref.ts";

const BACK_MS = 31 * 24 * 3_600_000;

const refOf = ({ scheduleIds, fromMs, toMs }: OnCall, nowMs: number): readonly ShiftRef[] => {
  const [scheduleId] = scheduleIds ?? [];
  return scheduleId === undefined || fromMs === null || fromMs >= nowMs
    ? []
    : [{ scheduleId, fromMs, toMs: toMs ?? nowMs }];
};

/** The asker's newest shift that has begun. Throws Failure usage where they had none in a month, and what the pager throws. */
export const lastShift = async ({ pager, nowMs }: Pick<CommandContext, "pager" | "nowMs">): Promise<ShiftRef> => {
  const { id } = await pager.me();
  const { value } = await pager.turns({ fromMs: nowMs - BACK_MS, toMs: nowMs, personIds: [id] });
  const [newest] = value.flatMap((turn) => refOf(turn, nowMs)).sort((a, b) => b.toMs - a.toMs || b.fromMs - a.fromMs);
  if (newest) return newest;
  throw usage("no shift to rate", "You were not on call in the last 31 days.");
};

/** What people call the schedule; its id where the pager does not say. */
export const scheduleName = async (context: Pick<CommandContext, "pager">, id: string): Promise<string> => {
  try {
    const { value } = await context.pager.schedules();
    return value.find((one) => one.id === id)?.name ?? id;
  } catch (error) {
    // Without a pager, or while it is away, what they say is kept all the same.
    if (["internal", "usage"].includes(toFailure(error).code)) throw error;
    return id;
  }
};
