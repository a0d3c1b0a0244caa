import { GlobalFonts } from "@napi-rs/canvas";
import { FAMILIES } from "../chart-theme.ts";

/** What our own fonts may lack: all but Latin, Greek, Cyrillic, general punctuation, money, our own signs and emoji. */
const FOREIGN = /[^\p{ASCII}\u0080-\u045f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20c0™№↑↓−\p{Emoji}\p{Emoji_Component}]/u;

/** First what reads like Inter, then anything, last what is made for something else; emoji are our own font's alone. */
const RANKS = [/sans|gothic|dotum|hei\b/i, /./, /serif|mono|display/i, /symbol|math|music|icon|halflings|awesome/i];
const NEVER = /emoji|last ?resort|blank/i;

const rankOf = (family: string): number => RANKS.findLastIndex((rank) => rank.test(family));

/** Families of the system as a font list, always in the same order; ours and those of no use left out. */
export const fallbackList = (families: readonly string[]): string =>
  [...new Set(families)]
    .filter((family) => !FAMILIES.some((own) => own === family) && !NEVER.test(family))
    .sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
    .map((family) => `, "${family.replaceAll('"', "")}"`)
    .join("");

let known: string | undefined;
const systemList = (): string => {
  known ??= fallbackList(GlobalFonts.families.map(({ family }) => family));
  return known;
};

/** Whether a text may have letters that our own fonts lack: "決済", "→". */
export const isForeign = (text: string): boolean => FOREIGN.test(text);

/** Has such texts, and them alone, drawn and measured with the system's fonts behind ours: Skia asks no font that is not named. */
export const useSystemFonts = (ctx: CanvasRenderingContext2D): void => {
  const [fill, stroke, measure] = [ctx.fillText.bind(ctx), ctx.strokeText.bind(ctx), ctx.measureText.bind(ctx)];
  const withThem = <T>(text: string, draw: () => T): T => {
    if (!isForeign(text)) return draw();
    const before = ctx.font;
    ctx.font = before + systemList();
    const drawn = draw();
    ctx.font = before;
    return drawn;
  };
  ctx.fillText = (text, x, y) => withThem(text, () => fill(text, x, y));
  ctx.strokeText = (text, x, y) => withThem(text, () => stroke(text, x, y));
  ctx.measureText = (text) => withThem(text, () => measure(text));
};
