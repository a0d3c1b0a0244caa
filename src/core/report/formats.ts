import type { Link, Reply } from "../message.ts";
import type { Report, ReportSection } from "./types.ts";

/** A picture of a report, as a file can hold it. */
export interface ReportPicture {
  readonly label: string;
  readonly alt: string;
  /** Absent where it could not be drawn. */
  readonly png?: Uint8Array | undefined;
  /** Its live page. */
  readonly url?: string | undefined;
}

/** Lines of one section that a message shows. */
const CHAT_LINES = 5;

const chatItem = ({ title, lines }: ReportSection) => {
  const more = lines.length - CHAT_LINES;
  return {
    title,
    lines: more > 1 ? [...lines.slice(0, CHAT_LINES), `and ${more} more`] : lines.slice(0, CHAT_LINES + 1),
  };
};

/** A report as one message. */
export const reportReply = (report: Report, links: readonly Link[] = []): Reply => ({
  title: report.title,
  lines: report.lines,
  rows: report.rows,
  items: report.sections.map(chatItem),
  footer: report.footer.slice(0, 2),
  ...(links.length > 0 ? { links } : {}),
});

/** What Markdown would read as its own stands as it is; signs that mean something only at a beginning are escaped there. */
const escapeMarkdown = (text: string): string =>
  text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/[\\`*_[\]<>|~&]/g, (sign) => `\\${sign}`)
    .replace(/^(?:[#+=-]|\d+(?=[.)]))/, (sign) => (/\d/.test(sign) ? `${sign}\\` : `\\${sign}`));

const markdownPicture = ({ label, alt, url }: ReportPicture): string =>
  `- ${url === undefined ? `**${escapeMarkdown(label)}**` : `[${escapeMarkdown(label)}](<${url}>)`}: ${escapeMarkdown(alt)}`;

/** A report as Markdown; pictures are what they say and a link to their live page. */
export const reportMarkdown = (report: Report, pictures: readonly ReportPicture[] = []): string => {
  const list = (lines: readonly string[]): string => lines.map((line) => `- ${escapeMarkdown(line)}`).join("\n");
  const parts = [
    `# ${escapeMarkdown(report.title)}`,
    ...report.lines.map(escapeMarkdown),
    ...(report.rows.length === 0
      ? []
      : [
          [
            "| | |",
            "|---|---|",
            ...report.rows.map(({ label, value }) => `| ${escapeMarkdown(label)} | ${escapeMarkdown(value)} |`),
          ].join("\n"),
        ]),
    ...report.sections.flatMap(({ title, lines }) => [`## ${escapeMarkdown(title)}`, list(lines)]),
    ...(pictures.length === 0 ? [] : ["## Graphs", pictures.map(markdownPicture).join("\n")]),
    "---",
    ...report.footer.map(escapeMarkdown),
  ];
  return `${parts.join("\n\n")}\n`;
};
