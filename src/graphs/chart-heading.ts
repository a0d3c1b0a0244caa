import type { Plugin } from "chart.js";
import { LAYOUT } from "./chart-layout.ts";
import { plainLetters } from "./chart-letters.ts";
import { fitText, font, type Measure, wrapText } from "./chart-text.ts";
import type { Palette } from "./chart-theme.ts";

/** The words around a panel; empty ones are not drawn. */
export interface Heading {
  readonly title: string;
  readonly subtitle: string;
  /** The subtitle in two parts for where it does not fit: how fresh the data is stays whole. */
  readonly short?: { readonly words: string; readonly fresh: string };
  readonly panelTitle: string;
  readonly footer: string;
}

/** A plugin of ours; `shows` is what it draws, readable in golden files. */
export interface Drawing extends Plugin {
  readonly shows: unknown;
}

/** Logical pixels the words above a panel take. */
export const topOf = (heading: Heading): number =>
  (heading.title ? LAYOUT.top + LAYOUT.titleLine + LAYOUT.subtitleLine : 0) +
  (heading.panelTitle ? LAYOUT.gap + LAYOUT.panelTitleLine : 0) +
  LAYOUT.gap +
  LAYOUT.air;

/**
 * An opaque ground: a picture without it is unreadable in the other theme of its viewer. Also has browsers shape whole
 * lines, kerning over spaces included, as Skia does in Node.
 */
export const backgroundPlugin = (palette: Palette): Drawing => ({
  id: "background",
  shows: palette.background,
  beforeInit({ ctx }) {
    plainLetters(ctx);
  },
  beforeUpdate({ ctx }) {
    ctx.textRendering = "optimizeLegibility";
  },
  beforeDraw({ ctx, width, height }) {
    ctx.save();
    ctx.fillStyle = palette.background;
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
});

const subtitleIn = (ctx: Measure, { subtitle, short }: Heading, widest: number): string => {
  if (!short || ctx.measureText(subtitle).width <= widest) return subtitle;
  const end = ` · ${short.fresh}`;
  return `${fitText(ctx, short.words, widest - ctx.measureText(end).width)}${end}`;
};

/** Title, subtitle, the panel's title and the footer, each cut where the picture ends. */
export const headingPlugin = (heading: Heading, palette: Palette, footerPx: number): Drawing => ({
  id: "heading",
  shows: heading,
  afterDraw({ ctx, width, height }) {
    const widest = width - 2 * LAYOUT.side;
    let top: number = heading.title ? LAYOUT.top : LAYOUT.gap;
    const line = (text: string, sizePx: number, linePx: number, weight: 400 | 700, colour: string): void => {
      if (!text) return;
      ctx.font = font(sizePx, weight);
      ctx.fillStyle = colour;
      ctx.fillText(fitText(ctx, text, widest), LAYOUT.side, top + linePx / 2);
      top += linePx;
    };
    ctx.save();
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    line(heading.title, LAYOUT.title, LAYOUT.titleLine, 700, palette.text);
    ctx.font = font(LAYOUT.subtitle);
    line(subtitleIn(ctx, heading, widest), LAYOUT.subtitle, LAYOUT.subtitleLine, 400, palette.muted);
    if (heading.title) top += LAYOUT.gap;
    line(heading.panelTitle, LAYOUT.panelTitle, LAYOUT.panelTitleLine, 700, palette.text);
    ctx.font = font(LAYOUT.footer);
    ctx.fillStyle = palette.muted;
    top = height - footerPx - LAYOUT.bottom + LAYOUT.gap;
    const lines = Math.round((footerPx - LAYOUT.gap) / LAYOUT.footerLine);
    for (const text of heading.footer ? wrapText(ctx, heading.footer, widest, lines) : []) {
      ctx.fillText(text, LAYOUT.side, top + LAYOUT.footerLine / 2);
      top += LAYOUT.footerLine;
    }
    ctx.restore();
  },
});
