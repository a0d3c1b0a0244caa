import type { ChartSpec } from "../../core/chart.ts";
import { formatMoment } from "../../graphs/chart-time.ts";
import { askAt } from "./ask.ts";
import { requireElement } from "./element.ts";
import { BASE } from "./live-address.ts";
import { type Channel, inOrder, noteUsed, readChannels, showChannels } from "./live-channels.ts";

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

let screen: Screen | undefined;
let channels: readonly Channel[] = [];

const tell = (words: string, state: "busy" | "failed" | "done" | "" = ""): void => {
  parts.told.textContent = words;
  parts.told.dataset.state = state;
  parts.told.hidden = words === "";
};

const tellOf = (body: unknown): string =>
  typeof body === "object" && body !== null && "tell" in body && typeof body.tell === "string"
    ? body.tell.replaceAll("`", "")
    : "Your channels could not be read. Try again in a minute.";

const whatWords = ({ spec, hidden }: Screen): string => {
  const asOf = spec.asOfMs === null ? "" : `, as of ${formatMoment(spec.asOfMs, spec.tz)}`;
  const there = new Set(spec.panels.flatMap(({ series }) => series.map(({ name }) => name)));
  const gone = hidden.filter((name) => there.has(name)).length;
  return `${spec.title}${asOf}${gone === 0 ? "" : `, without the ${gone} hidden`}. It is posted in your name.`;
};

const loadChannels = async (): Promise<void> => {
  tell("Reading your channels…", "busy");
  try {
    const response = await fetch(`${BASE}/channels`, { headers: { accept: "application/json" } });
    const body: unknown = await response.json();
    if (!response.ok) return tell(tellOf(body), "failed");
    channels = inOrder(readChannels(body));
  } catch {
    return tell("Dr. M could not be reached. Try again in a minute.", "failed");
  }
  if (channels.length === 0) return tell("You are in no channel that I can see. Invite me to one first.", "failed");
  tell("");
  parts.form.hidden = false;
  showChannels(parts.list, channels, "");
  parts.search.focus();
};

/** Opens the dialog for what is on the screen. */
export const openPost = (now: Screen): void => {
  screen = now;
  parts.what.textContent = whatWords(now);
  parts.form.hidden = true;
  parts.send.disabled = false;
  parts.search.value = "";
  parts.close.textContent = "Cancel";
  parts.dialog.showModal();
  void loadChannels();
};

const send = async (): Promise<void> => {
  const channel = channels.find(({ id }) => id === parts.list.querySelector<HTMLInputElement>("input:checked")?.value);
  if (!screen || !channel) return tell("Choose a channel first.", "failed");
  parts.send.disabled = true;
  tell(`Posting in #${channel.name}…`, "busy");
  const ending = await askAt(`${BASE}/snapshot`, { ...screen, channel: channel.id, comment: parts.comment.value });
  if (ending.state === "failed") {
    parts.send.disabled = false;
    return tell(ending.tell, "failed");
  }
  noteUsed(channel.id);
  parts.form.hidden = true;
  parts.comment.value = "";
  parts.close.textContent = "Close";
  parts.close.focus();
  const done = ending.state === "done";
  tell(done ? `Posted in #${channel.name}.` : "It is kept and will be posted; it only takes long.", "done");
};

/** Listens to the dialog: a search that narrows the channels, a comment, Send. */
export const startPost = (): void => {
  parts.search.addEventListener("input", () => showChannels(parts.list, channels, parts.search.value));
  parts.search.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    parts.list.querySelector<HTMLInputElement>("input:checked")?.focus();
  });
  parts.close.addEventListener("click", () => parts.dialog.close());
  parts.form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
};
