import { createElement } from "./element.ts";
import { isRecord } from "./is-record.ts";

/** A conversation to choose. */
export interface Channel {
  readonly id: string;
  readonly name: string;
}

const KEY = "drm-channels";
const REMEMBERED = 8;
const SHOWN = 50;

/** Those of an answer that are channels. */
export const readChannels = (body: unknown): readonly Channel[] =>
  isRecord(body) && Array.isArray(body.channels)
    ? body.channels.flatMap((one: unknown) =>
        isRecord(one) && typeof one.id === "string" && typeof one.name === "string"
          ? [{ id: one.id, name: one.name }]
          : [],
      )
    : [];

const lastUsed = (): readonly string[] => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
};

/** It is offered first the next time. */
export const noteUsed = (id: string): void => {
  const kept = [id, ...lastUsed().filter((one) => one !== id)].slice(0, REMEMBERED);
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Browsers may refuse to keep anything: then nothing is remembered, and posting works all the same.
  }
};

/** Last used first, the others by name. */
export const inOrder = (channels: readonly Channel[], used: readonly string[] = lastUsed()): readonly Channel[] => {
  const rank = ({ id }: Channel): number => (used.includes(id) ? used.indexOf(id) : used.length);
  return [...channels].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
};

const optionOf = ({ id, name }: Channel, chosen: boolean): HTMLElement => {
  const radio = createElement("input");
  radio.type = "radio";
  radio.name = "channel";
  radio.value = id;
  radio.checked = chosen;
  radio.required = true;
  return createElement("label", "", [radio, ` #${name}`]);
};

/** Which one is chosen: the one that was, else the first where somebody searched, used it before or has no other. */
export const chosenOf = (
  shown: readonly Channel[],
  { had, searched }: { readonly had: string | undefined; readonly searched: boolean },
  used: readonly string[] = lastUsed(),
): string | undefined => {
  if (shown.some(({ id }) => id === had)) return had;
  const first = shown[0]?.id;
  return first !== undefined && (searched || shown.length === 1 || used.includes(first)) ? first : undefined;
};

/** Shows those whose name has the words. */
export const showChannels = (box: HTMLElement, channels: readonly Channel[], words: string): void => {
  const wanted = words.trim().replace(/^#/, "").toLowerCase();
  const fitting = channels.filter(({ name }) => name.toLowerCase().includes(wanted));
  const had = box.querySelector<HTMLInputElement>("input:checked")?.value;
  const shown = fitting.slice(0, SHOWN);
  const chosen = chosenOf(shown, { had, searched: wanted !== "" });
  const rest = fitting.length - shown.length;
  const note = fitting.length === 0 ? "No channel of yours is called so." : rest > 0 ? `and ${rest} more` : "";
  box.replaceChildren(
    ...shown.map((channel) => optionOf(channel, channel.id === chosen)),
    ...(note ? [createElement("p", note)] : []),
  );
};
