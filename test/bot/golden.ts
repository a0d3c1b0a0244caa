import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const FOLDER = new URL("../golden/cards/", import.meta.url);

/** Compares with test/golden/cards/<name>.json; with UPDATE_GOLDEN=1 writes it instead. */
export const matchesGolden = (name: string, value: unknown): void =>
  matchesText(`${name}.json`, `${JSON.stringify(value, null, 2)}\n`);

/** The same for a text, by its file's name. */
export const matchesText = (name: string, text: string): void => {
  const file = new URL(name, FOLDER);
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, "utf8"), `${name}: run with UPDATE_GOLDEN=1 and read the diff`);
};
