import type { LiveRow } from "../../core/live-list.ts";
import { ask, type Wish } from "./ask.ts";
import { createElement, requireElement } from "./element.ts";
import type { Row } from "./list-row.ts";

const MOST_SAID = 5;
/** What is done is on the list after the server's next look at it. */
const SHOWN_WITHIN_MS = 1500;
const ASKED: Readonly<Record<Wish["verb"], string>> = {
  ack: "Asked to take it…",
  resolve: "Asked to resolve it…",
  mute: "Asked to mute it…",
  unmute: "Asked to unmute it…",
  page: "Asked to page…",
};

const DONE: Readonly<Record<Wish["verb"], string>> = {
  ack: "Taken",
  resolve: "Resolved",
  mute: "Muted",
  unmute: "Unmuted",
  page: "Paged",
};

/** Said to those who do not see the page change; the last few lines stay. */
export const announce = (words: string): void => {
  const log = requireElement("news", HTMLElement);
  log.append(createElement("p", words));
  while (log.childElementCount > MOST_SAID) log.firstElementChild?.remove();
};

/** What was asked stays written at the problem until it looks another way, or until it is clear that it failed. */
export const carryOut = async (wish: Wish, row: LiveRow, rowOf: (id: string) => Row | undefined): Promise<void> => {
  const { incidentId: id, verb } = wish;
  rowOf(id)?.tell(ASKED[verb]);
  const ending = await ask(wish);
  if (ending.state === "done") await new Promise((resolve) => setTimeout(resolve, SHOWN_WITHIN_MS));
  const now = rowOf(id);
  if (ending.state === "failed") {
    now?.tell(ending.tell, true);
    announce(`${row.title}: ${ending.tell}`);
  } else if (ending.state === "waiting") now?.tell("It is kept and will be done; it only takes long.");
  else {
    now?.tell(undefined);
    announce(`${DONE[verb]}: ${row.title}`);
  }
};
