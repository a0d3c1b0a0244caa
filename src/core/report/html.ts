import type { ReportPicture } from "./formats.ts";
import type { Report } from "./types.ts";

const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2128;--soft:#57606a;--line:#d0d7de;--paper:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--paper:#0d1117}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:56rem;padding:1.5rem 1rem 3rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
h2{font-size:1.1rem;margin:1.75rem 0 .5rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{font-weight:600;width:14rem}
ul{margin:0;padding-left:1.2rem}
li{overflow-wrap:anywhere}
figure{margin:1.25rem 0 0;break-inside:avoid}
img{display:block;max-width:100%;height:auto;border:1px solid var(--line);border-radius:6px;background:#fff}
figcaption,footer{color:var(--soft);font-size:.875rem}
footer{margin-top:2rem;border-top:1px solid var(--line);padding-top:.75rem}
a{color:inherit}
@media (max-width:30rem){th,td{display:block;width:auto;padding-right:0}th{border:0;padding-bottom:0}}
@media print{:root{--ink:#000;--soft:#333;--line:#bbb;--paper:#fff}body{max-width:none;padding:0;font-size:11pt}h2{break-after:avoid}tr,li{break-inside:avoid}}
`.trim();

const base64 = (bytes: Uint8Array): string => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
};

const httpUrl = (url: string | undefined): string | undefined =>
  url !== undefined && /^https?:$/.test(URL.parse(url)?.protocol ?? "") ? url : undefined;

const figure = ({ label, alt, png, url }: ReportPicture): string => {
  const at = httpUrl(url);
  const live = at === undefined ? "" : ` <a href="${escapeHtml(at)}">Live view</a>`;
  const image = png === undefined ? "" : `<img alt="${escapeHtml(alt)}" src="data:image/png;base64,${base64(png)}">`;
  return `<figure>${image}<figcaption><b>${escapeHtml(label)}</b>: ${escapeHtml(alt)}${live}</figcaption></figure>`;
};

/** A report as one HTML file that needs nothing else: pictures within it, for screens, phones, the dark and paper. */
export const reportHtml = (report: Report, pictures: readonly ReportPicture[] = []): string => {
  const paragraph = (line: string): string => `<p>${escapeHtml(line)}</p>`;
  const row = ({ label, value }: Report["rows"][number]): string =>
    `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`;
  const section = ({ title, lines }: Report["sections"][number]): string =>
    `<section><h2>${escapeHtml(title)}</h2><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul></section>`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(report.title)}</title>`,
    `<style>${STYLE}</style></head>`,
    "<body><main>",
    `<h1>${escapeHtml(report.title)}</h1>`,
    ...report.lines.map(paragraph),
    report.rows.length === 0 ? "" : `<table><tbody>${report.rows.map(row).join("")}</tbody></table>`,
    ...report.sections.map(section),
    pictures.length === 0 ? "" : `<section><h2>Graphs</h2>${pictures.map(figure).join("")}</section>`,
    `<footer>${report.footer.map(paragraph).join("")}</footer>`,
    "</main></body>",
    "</html>",
    "",
  ]
    .filter((line, at, all) => line !== "" || at === all.length - 1)
    .join("\n");
};
