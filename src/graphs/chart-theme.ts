import type { Annotation, Series } from "../core/chart.ts";

/** Slack cannot switch a picture, a browser can: every drawing names its theme. */
export type Theme = "light" | "dark";

type Tone = NonNullable<Series["tone"]>;

/** Every colour of one theme, as #rrggbb. */
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  /** Fixed meanings: calm blues by day, orange at night, apart for every kind of colour vision. */
  readonly tones: Readonly<Record<Tone, string>>;
  /** Series without a tone, in their order: eight, the grey of all others, four more; none of them looks like the night. */
  readonly series: readonly string[];
  readonly marks: Readonly<Record<Annotation["tone"], string>>;
  /** None, then from little to much: each step is lighter or darker than the one before, so that it reads without colours too. */
  readonly heat: readonly string[];
  /** Text on a mark's colour. */
  readonly onMark: string;
}

/** Families both sides register; Skia asks the next family, not the next file of one, so every alphabet has its own. */
export const FAMILIES = ["Inter", "Inter Ext", "Inter Greek", "Inter Cyrillic", "Inter Vietnamese", "Emoji"] as const;

/** The font list of everything that is drawn. */
export const FONT = FAMILIES.map((family) => `"${family}"`).join(", ");

/** The colours of each theme; the series' colours follow Paul Tol's "muted" scheme (https://personal.sron.nl/~pault/). */
export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    background: "#ffffff",
    text: "#1d1c1d",
    muted: "#5c5b5d",
    grid: "#e4e4e6",
    tones: { day: "#4a90d0", business: "#4a90d0", off: "#1d4a86", night: "#e8590c" },
    series: [
      ...["#3d348b", "#3a9d8c", "#c99a06", "#c2566b", "#5fb0dc", "#7b1e52", "#11703a", "#7a3e00", "#737378"],
      ...["#ad2bee", "#1414f0", "#060647", "#804b9b"],
    ],
    marks: { bad: "#c92a2a", warn: "#9a5b00", good: "#23744a", plain: "#5c5b5d" },
    heat: ["#f1f3f6", "#c4dcf1", "#8fbee4", "#4f95d0", "#1f63a8", "#0e2f5e"],
    onMark: "#ffffff",
  },
  dark: {
    background: "#1a1d21",
    text: "#f1f1f2",
    muted: "#b4b5b9",
    grid: "#34373c",
    tones: { day: "#86bdf2", business: "#86bdf2", off: "#4788d4", night: "#ff8a4a" },
    series: [
      ...["#958df0", "#4fc4b0", "#ecc94f", "#ef8798", "#93d6f7", "#f25fd0", "#78f8b0", "#a87830", "#a5a6ab"],
      ...["#40760a", "#fcfcd9", "#8c47d1", "#487090"],
    ],
    marks: { bad: "#ff8787", warn: "#ffc069", good: "#69db9c", plain: "#b4b5b9" },
    heat: ["#24282e", "#25456b", "#2f6aa6", "#4f97d9", "#94c6f3", "#e4f1fd"],
    onMark: "#1a1d21",
  },
};

/** The colour of a series: its tone's, else the palette's by its hue or its place. */
export const seriesColour = (series: Series, place: number, palette: Palette): string =>
  (series.tone ? palette.tones[series.tone] : palette.series[(series.hue ?? place) % palette.series.length]) ??
  palette.muted;
