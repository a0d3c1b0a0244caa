import type { types } from "@slack/bolt";
import { Failure } from "../core/failure.ts";
import { momentAt } from "../core/time/types.ts";
import { plain as plainText } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { enteredText, type ViewValues } from "./view-values.ts";

/** Callback id of the form that "Mute…" opens. */
export const MUTE_FORM = "drm_mute_form";

const HOW_LONG = "how_long";
const WHY = "why";
const WHY_CHARS = 200;
const TOMORROW = "tomorrow";
const MINUTE_MS = 60_000;

const CHOICES: readonly (readonly [minutes: string, label: string])[] = [
  ["30", "30 minutes"],
  ["60", "1 hour"],
  ["240", "4 hours"],
  ["10080", "1 week"],
];
const BY_DEFAULT = "60";

/** What the form is about; it comes back with what was entered. */
export interface MuteAbout {
  readonly incidentId: string;
  readonly channel: string;
  readonly ts: string;
  /** "Tomorrow 9:00" of whoever pressed; absent when their zone is not known. */
  readonly tomorrowMs?: number | undefined;
}

/** Tomorrow 9:00 in a zone, epoch milliseconds; undefined for a zone nobody knows. */
export const tomorrowMorning = (nowMs: number, tz: string): number | undefined => {
  try {
    const day = momentAt(nowMs, tz).toPlainDate().add({ days: 1 });
    return day.toZonedDateTime({ timeZone: tz, plainTime: "09:00" }).epochMilliseconds;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
};

const plain = (text: string): types.PlainTextElement => plainText(text, LIMITS.label);
const option = ([value, label]: readonly [string, string]): types.PlainTextOption => ({ text: plain(label), value });

const metadataOf = ({ incidentId, channel, ts, tomorrowMs }: MuteAbout): string =>
  [channel, ts, tomorrowMs ?? "-", incidentId].join(" ");

const readMetadata = (text: string): MuteAbout | undefined => {
  const [, channel, ts, tomorrow, incidentId] = /^(\S+) (\S+) (\d+|-) (.+)$/s.exec(text) ?? [];
  if (channel === undefined || ts === undefined || incidentId === undefined) return undefined;
  return { channel, ts, incidentId, ...(tomorrow === "-" ? {} : { tomorrowMs: Number(tomorrow) }) };
};

const choices = ({ tomorrowMs }: MuteAbout): types.PlainTextOption[] =>
  [
    ...CHOICES.slice(0, -1),
    ...(tomorrowMs === undefined ? [] : [[TOMORROW, "Until tomorrow 9:00, your time"] as const]),
    ...CHOICES.slice(-1),
  ].map(option);

/** The form behind "Mute…"; `title` is the problem's, plain. Failure("usage") when it cannot carry what it is about. */
export const muteForm = (about: MuteAbout, title: string): types.ModalView => {
  const metadata = metadataOf(about);
  if (metadata.length > LIMITS.metadata)
    throw new Failure("usage", "an incident's id does not fit into a form", {
      tell: 'This problem\'s name is too long for a form. Use "/alerts mute" with words of its title.',
    });
  const options = choices(about);
  const first = options.find(({ value }) => value === BY_DEFAULT);
  return {
    type: "modal",
    callback_id: MUTE_FORM,
    private_metadata: metadata,
    title: plain("Mute"),
    submit: plain("Mute"),
    close: plain("Cancel"),
    blocks: [
      { type: "section", text: plainText(title, LIMITS.title) },
      {
        type: "input",
        block_id: HOW_LONG,
        label: plain("For how long?"),
        element: { type: "static_select", action_id: HOW_LONG, options, ...(first ? { initial_option: first } : {}) },
      },
      {
        type: "input",
        block_id: WHY,
        label: plain("Why?"),
        hint: plain("Everybody sees it on the card. Nothing is lost: it is counted, and its end is reported."),
        element: {
          type: "plain_text_input",
          action_id: WHY,
          max_length: WHY_CHARS,
          placeholder: plain("Deploy of the new cache"),
          focus_on_load: true,
        },
      },
    ],
  };
};

/** What was asked for, or what is wrong by block id. */
export type MuteRead =
  | { readonly wish: { readonly about: MuteAbout; readonly minutes: number; readonly because: string } }
  | { readonly errors: Record<string, string> };

const minutesOf = (chosen: string, about: MuteAbout | undefined, nowMs: number): number | undefined => {
  if (chosen === TOMORROW && about?.tomorrowMs !== undefined) {
    const minutes = Math.ceil((about.tomorrowMs - nowMs) / MINUTE_MS);
    return minutes > 0 ? minutes : undefined;
  }
  return CHOICES.some(([minutes]) => minutes === chosen) ? Number(chosen) : undefined;
};

/** A submitted form -> what it asks for; a reason is required, at most 200 characters. */
export const readMuteForm = (metadata: string, values: ViewValues, nowMs: number): MuteRead => {
  const about = readMetadata(metadata);
  const chosen = enteredText(values, HOW_LONG);
  const because = enteredText(values, WHY).replace(/\s+/g, " ").trim();
  const minutes = minutesOf(chosen, about, nowMs);
  const errors: Record<string, string> = {};
  if (minutes === undefined) errors[HOW_LONG] = "Choose how long.";
  if (because === "") errors[WHY] = "Say why: others see it on the card.";
  if (because.length > WHY_CHARS) errors[WHY] = `At most ${WHY_CHARS} characters, please.`;
  if (about === undefined) errors[WHY] = "This form no longer says for what. Close it and press Mute… again.";
  if (about === undefined || minutes === undefined || Object.keys(errors).length > 0) return { errors };
  return { wish: { about, minutes, because } };
};

/** A word below the reason: what went wrong after it was submitted. */
export const muteFormError = (words: string): Record<string, string> => ({ [WHY]: words });
