import { h } from "./dom.ts";
import type { Face } from "./wire.ts";

const COLOURS = 8;

const hash = (id: string): number => {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return sum;
};

/** "Ana Kovac" -> "AK". */
const initialsOf = (name: string): string => {
  const words = name.split(/\s+/).filter((one) => one !== "");
  return [words[0], words.length > 1 ? words.at(-1) : ""]
    .map((one) => one?.charAt(0) ?? "")
    .join("")
    .toUpperCase();
};

/** A square with the initials in the person's colour; the app has its own sign. */
export const paintAvatar = (face: Face | undefined, size = ""): HTMLElement => {
  if (face?.bot === true) return h("span", { class: `avatar app ${size}`, "aria-hidden": "true" });
  const tone = `tone-${hash(face?.id ?? "") % COLOURS}`;
  return h("span", { class: `avatar ${tone} ${size}`, "aria-hidden": "true" }, initialsOf(face?.realName ?? "?"));
};
