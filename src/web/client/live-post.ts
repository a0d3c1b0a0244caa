import type { ChartSpec } from "../../core/chart.ts";
import { formatMoment } from "../../graphs/chart-time.ts";
import { askAt, tellOf } from "./ask.ts";
import { requireElement } from "./element.ts";
import { isRecord } from "./is-record.ts";
import { BASE } from "./live-address.ts";
import { type Channel, inOrder, noteUsed, readChannels, showChannels } from "./live-channels.ts";
import { currentTheme } from "./theme.ts";

/** What is on the screen at the moment when somebody wants to post it. */
export interface Screen {
  /** As it was loaded, hidden series too. */
  readonly spec: ChartSpec;
  readonly seal: string;
  /** Of the question it was loaded for. */
  readonly query: string;
  readonly hidden: readonly string[];
}

const parts = {
  dialog: requireElement("post", HTMLDialogElement),
  form: requireElement("post-form", HTMLFormElement),
  what: requireElement("post-what", HTMLElement),
  search: requireElement("post-search", HTMLInputElement),
  list: requireElement("post-channels", HTMLElement),
  comment: requireElement("post-comment", HTMLTextAreaElement),
  send: requireElement("post-send", HTMLButtonElement),
  close: requireElement("post-close", HTMLButtonElement),
  told: requireElement("post-told", HTMLElement),
};

const UNREAD = "Your channels could not be read. Try again in a minute.";

/** The same picture sent again under the same name is posted once. */
const newPress = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map((one) => one.toString(36)).join("-");

let screen: (Screen & { readonly theme: string }) | undefined;
let press = "";
let channels: readonly Channel[] = [];

const tell = (words: string, state: "busy" | "failed" | "done" | "" = ""): void => {
  parts.told.textContent = words;
  parts.told.dataset.state = state;
  parts.told.hidden = words === "";
};

const whatWords = ({ spec, hidden }: Screen): string => {
  const asOf = spec.asOfMs === null ? "" : `, as of ${formatMoment(spec.asOfMs, spec.tz)}`;
  const there = new Set(spec.panels.flatMap(({ series }) => series.map(({ name }) => name)));
  const gone = hidden.filter((name) => there.has(name)).length;
  return `${spec.title}${asOf}${gone === 0 ? "" : `, without the ${gone} hidden`}.`;
};

/** Somebody else's link may have been opened in this browser: whose it is stands there before anything is sent. */
const nameWords = (body: unknown): string => {
  const by = isRecord(body) && typeof body.by === "string" ? body.by : "";
  return by === "" ? "It is posted in your name." : `It is posted in the name of ${by}.`;
};

const loadChannels = async (now: Screen): Promise<void> => {
  tell("Reading your channels…", "busy");
  try {
    const response = await fetch(`${BASE}/channels`, { headers: { accept: "application/json" } });
    const body: unknown = await response.json();
    if (screen !== now) return;
    if (!response.ok) return tell(tellOf(body, UNREAD), "failed");
    channels = inOrder(readChannels(body));
    parts.what.textContent = `${whatWords(now)} ${nameWords(body)}`;
  } catch {
    if (screen === now) tell("Dr. M could not be reached. Try again in a minute.", "failed");
    return;
  }
  if (channels.length === 0) return tell("You are in no channel that I can see. Invite me to one first.", "failed");
  tell("");
  parts.form.hidden = false;
  showChannels(parts.list, channels, "");
  parts.search.focus();
};

/** Opens the dialog for what is on the screen. */
export const openPost = (shown: Screen): void => {
  const now = { ...shown, theme: currentTheme() };
  screen = now;
  press = newPress();
  parts.what.textContent = whatWords(now);
  parts.form.hidden = true;
  parts.send.disabled = false;
  parts.search.value = "";
  parts.close.textContent = "Cancel";
  parts.dialog.showModal();
  void loadChannels(now);
};

const send = async (): Promise<void> => {
  const channel = channels.find(({ id }) => id === parts.list.querySelector<HTMLInputElement>("input:checked")?.value);
  const sent = screen;
  if (!sent || !channel) return tell("Choose a channel first.", "failed");
  parts.send.disabled = true;
  parts.close.textContent = "Close";
  tell(`Posting in #${channel.name}…`, "busy");
  const wish = { ...sent, press, channel: channel.id, comment: parts.comment.value };
  const ending = await askAt(`${BASE}/snapshot`, wish);
  // The dialog was opened anew meanwhile: what it says now is of another picture.
  if (screen !== sent) return;
  if (ending.state === "failed") {
    parts.send.disabled = false;
    parts.close.textContent = "Cancel";
    if (ending.unheard) return tell("Dr. M could not be reached. Press Send again: it is posted once.", "failed");
    // What was not kept may still be under way: under its name it is posted once.
    if (ending.kept) press = newPress();
    return tell(ending.tell, "failed");
  }
  noteUsed(channel.id);
  parts.form.hidden = true;
  parts.comment.value = "";
  parts.close.focus();
  const done = ending.state === "done";
  tell(done ? `Posted in #${channel.name}.` : "It is kept and will be posted; it only takes long.", "done");
};

/** Listens to the dialog: a search that narrows the channels, a comment, Send. */
export const startPost = (): void => {
  parts.search.addEventListener("input", () => showChannels(parts.list, channels, parts.search.value));
  parts.search.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    // Enter takes the channel that is chosen; it does not send: half a name often fits another one.
    if (event.key === "Enter") parts.comment.focus();
    else parts.list.querySelector<HTMLInputElement>("input:checked, input")?.focus();
  });
  parts.close.addEventListener("click", () => parts.dialog.close());
  parts.form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
};
