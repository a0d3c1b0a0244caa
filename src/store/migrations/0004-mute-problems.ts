import type { Migration } from "../migrate.ts";

/** How many problems a mute kept quiet, those included that are loud again. */
export const muteProblems: Migration = async (run) => {
  await run("alter table mute add column problems bigint not null default 0");
  await run("update mute set problems = (select count(*) from incident where incident.muted_by = mute.id)");
};
