import type { LiveList, LiveRow } from "../../core/live-list.ts";
import { countOf, formatCount } from "../../core/number-words.ts";
import type { Wish } from "./ask.ts";
import { requireElement } from "./element.ts";
import { Feed } from "./feed.ts";
import { announce, carryOut } from "./list-asking.ts";
import { currentQuery, Filters, isFiltered } from "./list-filters.ts";
import { Rows } from "./list-rows.ts";
import { showMutes, showOncall, showStorms, showStream, showUnreadable } from "./list-side.ts";
import { exactTime, nowMs, setServerTime, zoneName } from "./list-times.ts";
import { headline, mutedWords } from "./list-words.ts";
import { startTheme } from "./theme.ts";

const STATES = { live: "Live", reconnecting: "Not connected", over: "Over", failed: "Not available" } as const;
const MORE = 200;
const MOST = 400;
let shown: LiveList | undefined;
let mayAct = false;
let asOfMs = 0;
let feed: Feed<LiveList> | undefined;
let fresh = true;

const setText = (id: string, text: string): void => {
  const element = requireElement(id, HTMLElement);
  if (element.textContent !== text) element.textContent = text;
};

const host = {
  mayAct: () => mayAct,
  pager: () => shown?.pager,
  wanted: (wish: Wish, row: LiveRow) => void carryOut(wish, row, rowOf),
};
const rows = new Rows(requireElement("rows", HTMLOListElement), host);
const mutedRows = new Rows(requireElement("muted-rows", HTMLOListElement), host);
const mutedBox = requireElement("muted", HTMLDetailsElement);

const rowOf = (id: string) => rows.find(id) ?? mutedRows.find(id);

const showCount = (box: string, list: number, total: number): void => {
  const more = requireElement(box, HTMLElement);
  more.hidden = list >= total;
  const words = more.querySelector("span");
  const button = more.querySelector("button");
  const full = list >= MOST;
  if (words)
    words.textContent = `${formatCount(list)} of ${formatCount(total)} shown.${full ? " Filter to see others." : ""}`;
  if (button) button.hidden = full;
};

const showRows = (list: LiveList): void => {
  const added = rows.show(list.rows);
  mutedRows.show(list.muted.rows);
  showCount("more", list.rows.length, list.total);
  showCount("muted-more", list.muted.rows.length, list.muted.total);
  const empty = requireElement("empty", HTMLElement);
  empty.hidden = list.total > 0;
  const filtered = isFiltered(currentQuery());
  empty.textContent = filtered ? "Nothing matches these filters." : "All quiet: no open problems.";
  if (fresh || added.length === 0) return;
  for (const { id } of added) rows.find(id)?.element.classList.add("new");
  const first = added[0]?.title ?? "";
  announce(added.length === 1 ? `New: ${first}` : `${countOf(added.length, "new problem")}, first ${first}`);
};

const showJump = (id: string, words: string, count: number): void => {
  requireElement(id, HTMLElement).hidden = count === 0;
  setText(id, `${words} ${formatCount(count)}`);
};

const showJumps = ({ counts, mutes, unreadable }: LiveList): void => {
  showJump("jump-muted", "Muted", counts.muted + (counts.muted === 0 ? mutes.length : 0));
  showJump("jump-unreadable", "Could not read", unreadable.length);
  requireElement("jumps", HTMLElement).hidden = false;
};

const show = (list: LiveList): boolean => {
  const query = currentQuery();
  shown = list;
  asOfMs = nowMs();
  const heading = headline(list, isFiltered(query), query.getAll("state").filter(Boolean));
  setText("title", heading);
  document.title = `(${formatCount(list.total)}) Dr. M`;
  showRows(list);
  filters.show(query, list);
  setText("muted-title", mutedWords(list));
  mutedBox.hidden = list.muted.total + list.mutes.length + list.counts.muted === 0;
  showJumps(list);
  showMutes(list);
  showOncall(list.oncall);
  showStream(list.stream);
  showUnreadable(list.unreadable, mayAct);
  showStorms(list.storms);
  requireElement("problem", HTMLElement).hidden = true;
  requireElement("page", HTMLElement).hidden = false;
  document.documentElement.dataset.ready = "true";
  fresh = false;
  return true;
};

const showState = (state: keyof typeof STATES): void => {
  const element = requireElement("state", HTMLElement);
  if (element.dataset.state !== state) {
    element.dataset.state = state;
    element.textContent = STATES[state];
  }
  requireElement("lost", HTMLElement).hidden = state !== "reconnecting" || asOfMs === 0;
  document.documentElement.dataset.connection = state;
  tick();
};

const tick = (): void => {
  rows.tick();
  mutedRows.tick();
  if (asOfMs === 0) return;
  if (shown && mutedBox.open) showMutes(shown);
  setText("fresh", `as of ${exactTime(asOfMs)}`);
  const lost = requireElement("lost", HTMLElement);
  if (!lost.hidden)
    setText("lost", `The connection is lost: this is how it was at ${exactTime(asOfMs)}. Trying again…`);
};

const isList = (value: unknown): value is LiveList =>
  typeof value === "object" && value !== null && "rows" in value && Array.isArray(value.rows) && "stream" in value;

const follow = (): void => {
  feed?.stop();
  fresh = true;
  const query = currentQuery();
  const question = query.size === 0 ? "" : `?${query}`;
  feed = new Feed(
    {
      first: `/live/list${question}`,
      events: `/live/events${question}`,
      read: (value) => (isList(value) ? value : undefined),
      fresh: "/oncall live",
    },
    {
      data: show,
      state: showState,
      failed(tell) {
        showState("failed");
        setText("problem", tell);
        requireElement("problem", HTMLElement).hidden = false;
      },
      tick(serverMs) {
        setServerTime(serverMs);
        asOfMs = nowMs();
      },
    },
  );
  void feed.start();
};

const go = (query: URLSearchParams): void => {
  history.replaceState(null, "", query.size === 0 ? location.pathname : `?${query}`);
  if (shown) filters.show(query, shown);
  follow();
};

const filters = new Filters(go);

const startMore = (box: string, change: (query: URLSearchParams) => void): void => {
  const more = requireElement(box, HTMLElement).querySelector("button");
  more?.addEventListener("click", () => {
    const query = currentQuery();
    change(query);
    go(query);
  });
};

/** Whether this link may act, and words about it. */
const loadAccess = async (): Promise<void> => {
  const response = await fetch("/live/me", { headers: { accept: "application/json" } }).catch(() => undefined);
  const body: unknown = response?.ok ? await response.json() : undefined;
  mayAct = typeof body === "object" && body !== null && "kind" in body && body.kind === "personal";
  const note = requireElement("access", HTMLElement);
  note.hidden = mayAct || body === undefined;
  note.textContent = "This link only reads. To act here, type /oncall live in Slack for a link of your own.";
};

startTheme(() => undefined);
requireElement("jump-muted", HTMLAnchorElement).addEventListener("click", () => {
  mutedBox.open = true;
});
startMore("more", (query) => query.set("limit", String(Math.min(MOST, (shown?.limit ?? MORE) + MORE))));
startMore("muted-more", (query) => query.set("muted", "all"));
setText("zone", `Times are in ${zoneName()}.`);
setInterval(tick, 1000);
await loadAccess();
follow();
