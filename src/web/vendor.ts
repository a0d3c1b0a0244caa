import { fileURLToPath } from "node:url";

/** A file of a package: where it is on disk and under which URL browsers find it. */
export interface VendorFile {
  readonly url: string;
  readonly file: string;
}

const CHART = import.meta.resolve("chart.js");

const file = (url: string, from: string): VendorFile => ({ url: `/assets/${url}`, file: fileURLToPath(from) });
const inChart = (path: string): VendorFile => file(`vendor/chart.js/${path}`, new URL(`../${path}`, CHART).href);
const resolved = (url: string, specifier: string): VendorFile => file(url, import.meta.resolve(specifier));

/** Import map of the browser's code: what the same specifier means here. */
export const IMPORTS: Readonly<Record<string, string>> = {
  "chart.js": "/assets/vendor/chart.js/dist/chart.js",
  "chart.js/auto": "/assets/vendor/chart.js/auto/auto.js",
  "chart.js/helpers": "/assets/vendor/chart.js/helpers/helpers.js",
  "@kurkle/color": "/assets/vendor/kurkle-color.js",
};

/** Our name of a font file -> the subset's name in the package. */
const ALPHABETS: Readonly<Record<string, string>> = {
  inter: "latin",
  "inter-ext": "latin-ext",
  "inter-greek": "greek",
  "inter-cyrillic": "cyrillic",
  "inter-vietnamese": "vietnamese",
};

/** Every file of a package that browsers may have: the chart library with its chunks, and the fonts of the pictures. */
export const VENDOR_FILES: readonly VendorFile[] = [
  inChart("dist/chart.js"),
  inChart("dist/helpers.js"),
  inChart("dist/chunks/index.js"),
  inChart("auto/auto.js"),
  inChart("helpers/helpers.js"),
  resolved("vendor/kurkle-color.js", "@kurkle/color"),
  ...[400, 700].flatMap((weight) =>
    Object.entries(ALPHABETS).map(([name, subset]) =>
      resolved(`fonts/${name}-${weight}.woff2`, `@fontsource/inter/files/inter-${subset}-${weight}-normal.woff2`),
    ),
  ),
  resolved("fonts/twemoji.woff2", "twemoji-colr-font/twemoji.woff2"),
];
