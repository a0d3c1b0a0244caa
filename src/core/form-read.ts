import type { FormName, FormRead, FormValues } from "./form.ts";
import { readCareForm } from "./form-care.ts";
import { parseIncidentRef } from "./incident-ref.ts";
import { sayMessage } from "./pager/page-args.ts";
import { isSayable, sayMoment, unquoted } from "./pager/text.ts";
import { LONGEST_SNOOZE_MS, LONGEST_TURN_MS } from "./pager/time-args.ts";

/** Most characters of a text that is filled in. */
export const MOST_FORM_TEXT = 3_000;

/** How long a snooze may be, as it is said, and as it is shown. */
export const SNOOZE_LENGTHS = [
  ["30m", "30 minutes"],
  ["1h", "1 hour"],
  ["2h", "2 hours"],
  ["4h", "4 hours"],
  ["8h", "8 hours"],
  ["24h", "24 hours"],
] as const;

/** What was filled in, with what is wrong with it. */
class Reading {
  readonly errors: Record<string, string> = {};
  readonly values: FormValues;

  constructor(values: FormValues) {
    this.values = values;
  }

  text(name: string, required: string): string {
    const value = (this.values[name] ?? "").trim();
    if (value === "") this.errors[name] = required;
    if (value.length > MOST_FORM_TEXT) this.errors[name] = `At most ${MOST_FORM_TEXT} characters, please.`;
    return value;
  }

  /** A name in quotes; "" when there is none. */
  name(name: string, required?: string): string {
    const value = unquoted(this.values[name] ?? "").replace(/\s+/g, " ");
    if (value === "" && required !== undefined) this.errors[name] = required;
    if (value !== "" && !isSayable(value))
      this.errors[name] = "Leave quotes and special signs out: part of the name is enough.";
    return value === "" ? "" : `"${value}"`;
  }

  incident(about: string): string {
    const ref = parseIncidentRef(about === "" ? this.text("incident", "Which one? Its number, like 1234.") : about);
    if (ref?.kind === "ref") return ref.ref;
    this.errors.incident ??= "That is no incident. Its number will do, like 1234.";
    return "";
  }

  moment(name: string): number | undefined {
    const value = this.values[name];
    if (value === undefined || value === "") return undefined;
    if (/^\d{1,15}$/.test(value)) return Number(value);
    this.errors[name] = "I do not understand this time.";
    return undefined;
  }

  window(nowMs: number): string {
    const [fromMs, toMs] = [this.moment("from"), this.moment("to")];
    if (fromMs === undefined) this.errors.from ??= "From when?";
    if (toMs === undefined) this.errors.to ??= "Until when?";
    if (fromMs === undefined || toMs === undefined) return "";
    if (toMs <= fromMs) this.errors.to = "It ends before it begins.";
    else if (toMs <= nowMs) this.errors.to = "That is over already.";
    else if (toMs - fromMs > LONGEST_TURN_MS) this.errors.to = "That is longer than three months.";
    return `${sayMoment(fromMs)} - ${sayMoment(toMs)}`;
  }

  read(say: string): FormRead {
    return Object.keys(this.errors).length > 0 ? { errors: this.errors } : { say: say.replace(/ +$/, "") };
  }
}

const snoozeWords = (reading: Reading, nowMs: number): string => {
  const untilMs = reading.moment("until");
  if (untilMs !== undefined) {
    if (untilMs <= nowMs) reading.errors.until = "That is over already.";
    if (untilMs - nowMs > LONGEST_SNOOZE_MS) reading.errors.until = "A snooze lasts at most 7 days.";
    return `until ${sayMoment(untilMs)}`;
  }
  const length = reading.text("length", "For how long?");
  if (length !== "" && !SNOOZE_LENGTHS.some(([value]) => value === length))
    reading.errors.length = "Choose one of these.";
  return length;
};

/** What a filled-in form asks for, as words of a command; or what is wrong, by name of the field. */
export const readFormValues = (
  { name, about }: { readonly name: FormName; readonly about: string },
  values: FormValues,
  nowMs: number,
): FormRead => {
  const reading = new Reading(values);
  switch (name) {
    case "page": {
      const target = reading.name("target", "Whom?");
      const message = reading.text("message", "What shall they read?");
      const urgency = values.urgency === "low" ? "low" : "high";
      return reading.read(`oncall page ${target} ${sayMessage(message)} urgency:${urgency}`);
    }
    case "override": {
      const schedule = reading.name("schedule", "Which schedule?");
      return reading.read(`oncall override ${schedule} ${reading.window(nowMs)} ${reading.name("person")}`);
    }
    case "cover": {
      const schedule = reading.name("schedule");
      return reading.read(`oncall cover ${reading.window(nowMs)}${schedule === "" ? "" : ` for ${schedule}`}`);
    }
    case "note":
      return reading.read(`oncall note ${reading.incident(about)} ${reading.text("text", "Which note?")}`);
    case "status":
      return reading.read(`oncall status ${reading.incident(about)} ${reading.text("text", "What shall they read?")}`);
    case "snooze":
      return reading.read(`oncall snooze ${reading.incident(about)} ${snoozeWords(reading, nowMs)}`);
    case "reassign":
      return reading.read(`oncall reassign ${reading.incident(about)} to ${reading.name("to", "To whom?")}`);
    case "verdict":
    case "verdict_note":
    case "rate":
      return readCareForm(name, about, values);
  }
};
