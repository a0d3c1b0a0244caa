import { existsSync, readFileSync } from "node:fs";
import { contradictions } from "./contradictions.ts";
import { nearestName } from "./fields.ts";
import { type Problem, problemAt, sayIssue } from "./issues.ts";
import { type Lined, readLined } from "./lines.ts";
import { type Sections, sectionShape, sectionsSchema } from "./sections.ts";
import { settingNames } from "./settings.ts";

/** What a config file says. */
export interface FileContent {
  readonly values: Readonly<Record<string, string>>;
  readonly sections: Sections;
  /** Each with its line, its path and what to do. */
  readonly problems: readonly string[];
}

const EMPTY: FileContent = { values: {}, sections: {}, problems: [] };
const sectionNames: readonly string[] = Object.keys(sectionShape);

/** Reads the file that DRM_CONFIG names; all that is wrong with it is in `problems`. */
export const readConfigFile = (path: string | undefined): FileContent => {
  if (!path) return EMPTY;
  if (!existsSync(path))
    return {
      ...EMPTY,
      problems: [`DRM_CONFIG names ${path}, and there is no such file. Write it, or unset DRM_CONFIG.`],
    };
  try {
    return readConfigText(readFileSync(path, "utf8"), path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const problem = `${path} cannot be read (${String(error.code)}). Let this user read it.`;
    return { ...EMPTY, problems: [problem] };
  }
};

/** The same for a text; `path` is how it is called in problems. */
export const readConfigText = (text: string, path: string): FileContent => {
  const lined = readLined(text);
  if (lined.problems.length > 0)
    return { ...EMPTY, problems: lined.problems.map((problem) => `${path}: ${problem}. Mend that line.`) };
  const { value } = lined;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { ...EMPTY, problems: [`${path} is not a list of "NAME: value" lines.`] };
  const entries = Object.entries(value);
  const settings = readSettings(
    entries.filter(([name]) => !sectionNames.includes(name)),
    lined,
  );
  const sections = readSections(Object.fromEntries(entries.filter(([name]) => sectionNames.includes(name))), lined);
  return {
    values: settings.values,
    sections: sections.value,
    problems: [...settings.problems, ...sections.problems]
      .sort((a, b) => a.line - b.line)
      .map(({ line, text: problem }) => `${path}:${line} ${problem}`),
  };
};

/** A setting as text: lists are joined by commas, as in the environment; a mapping becomes the JSON that it stands for. */
const settingText = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(settingText).join(",");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
};

const readSettings = (
  entries: readonly (readonly [string, unknown])[],
  lined: Lined,
): Pick<FileContent, "values"> & { readonly problems: readonly Problem[] } => {
  const names = settingNames().filter((name) => name !== "DRM_CONFIG");
  const problems = entries
    .filter(([name]) => !names.includes(name))
    .map(([name]): Problem => {
      const near = nearestName(name, [...sectionNames, ...names]);
      const hint = near === undefined ? "See .env.example for the names." : `Did you mean ${near}?`;
      return { line: lined.lineOf([name]), text: `has ${name}, which is no setting. ${hint}` };
    });
  const known = entries.filter(([name, value]) => names.includes(name) && value !== null);
  return { values: Object.fromEntries(known.map(([name, value]) => [name, settingText(value)])), problems };
};

const readSections = (
  value: Readonly<Record<string, unknown>>,
  lined: Lined,
): { readonly value: Sections; readonly problems: readonly Problem[] } => {
  const present = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
  const parsed = sectionsSchema.safeParse(present, { reportInput: true });
  if (!parsed.success) return { value: {}, problems: parsed.error.issues.flatMap((issue) => sayIssue(issue, lined)) };
  const problems = contradictions(parsed.data).map(({ at, why }) => problemAt(at, why, lined));
  return { value: parsed.data, problems };
};
