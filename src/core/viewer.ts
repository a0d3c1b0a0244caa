import type { Person } from "./fact.ts";

/**
 * Who looks at numbers of people. Undefined where a channel can read it, or where nobody knows who looks: then only
 * what the team's setting shows everybody is shown.
 */
export interface Viewer {
  /** Chat id. */
  readonly userId: string;
  /** Address at the pager, as linked or as the chat knows it. */
  readonly email?: string | undefined;
  /** Named in the config file under `leads`: may look at everybody's. */
  readonly lead: boolean;
}

/** Whether somebody may see the nights, ratings and rest of one person: themselves and leads. */
export const maySee = (viewer: Viewer | undefined, { email }: Pick<Person, "email">): boolean =>
  viewer !== undefined && (viewer.lead || (Boolean(email) && viewer.email?.toLowerCase() === email?.toLowerCase()));
