import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

/** A font file that Node and the browser both use. */
export interface FontFile {
  readonly family: string;
  /** Where it lies on disk. */
  readonly path: string;
}

const inter = (family: string, subset: string, weight: number): FontFile => ({
  family,
  path: resolve(`@fontsource/inter/files/inter-${subset}-${weight}-normal.woff2`),
});

const ALPHABETS = [
  ["Inter", "latin"],
  ["Inter Ext", "latin-ext"],
  ["Inter Greek", "greek"],
  ["Inter Cyrillic", "cyrillic"],
  ["Inter Vietnamese", "vietnamese"],
] as const;

/** Static weights (a variable file gets a synthetic bold) and an emoji font whose colour tables Skia reads. */
export const fontFiles = (): readonly FontFile[] => [
  ...ALPHABETS.flatMap(([family, subset]) => [400, 700].map((weight) => inter(family, subset, weight))),
  { family: "Emoji", path: resolve("twemoji-colr-font/twemoji.woff2") },
];
