import type { CareDesk } from "../core/care-desk.ts";
import type { ChatUser } from "../core/chat.ts";
import type { Store } from "../core/store.ts";
import type { Viewer } from "../core/viewer.ts";
import { createCareDesk } from "../flows/care-desk.ts";
import { escalates } from "./abilities.ts";
import type { Parts, Ports } from "./parts.ts";

/** The asker as one who looks at numbers of people: by the linked address, else the chat's. Linking makes nobody a lead. */
export const viewerOf = async (
  { id, email }: Pick<ChatUser, "id" | "email">,
  { store, policy }: Pick<Parts, "policy"> & { readonly store: Pick<Store, "linkedEmail"> },
): Promise<Viewer> => {
  const linked = (await store.linkedEmail(id)) ?? email;
  const { leads } = policy().care;
  const mine = [id, email].flatMap((one) => one?.toLowerCase() ?? []);
  return { userId: id, email: linked, lead: leads.some((lead) => mine.includes(lead.toLowerCase())) };
};

/** Verdicts and ratings for one asker. */
export const careDeskOf = (
  { store, tellOurs }: Pick<Parts, "store" | "tellOurs">,
  { clock }: Pick<Ports, "clock">,
): ((asker: ChatUser) => CareDesk) => createCareDesk({ store, tellOurs, clock, pagers: escalates });
