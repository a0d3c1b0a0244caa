import { Failure } from "../../core/failure.ts";
import type { DueHandler } from "../due.ts";

/** The problem is over: whoever was called about it from here need not answer any more. */
export const endPage: DueHandler = async (due, { store, pagers, log }) => {
  const incident = await store.incident(due.subject);
  if (incident?.state !== "resolved") return undefined;
  for (const { where, ref } of incident.paged ?? []) {
    const pager = pagers.get(where);
    if (!pager) throw new Failure("config", `${where} is not configured any more, so its call ${ref} goes on`);
    await pager.resolve(ref);
    log.info({ incident: incident.id, where }, "ended a call");
  }
  return undefined;
};
