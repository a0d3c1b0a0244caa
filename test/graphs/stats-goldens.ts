import { writeFileSync } from "node:fs";
import { goldenText } from "./golden-text.ts";
import { STATS_SCENES } from "./stats-scenes.ts";

/** Scenes whose charts are kept as text, by the name of their file. */
export const GOLDENS = {
  stats: "stats-overview",
  load: "stats-load-running",
  nights: "stats-nights",
  fairness: "stats-fairness",
  response: "stats-response-few",
  noise: "stats-noise",
  services: "stats-services",
  availability: "stats-availability",
  person: "stats-person",
  compare: "stats-compare",
} as const;

/** Where the chart of a graph is kept. */
export const goldenFile = (name: string): URL => new URL(`../golden/graph-oncall-${name}.json`, import.meta.url);

/** The chart of a scene as it is kept. */
export const goldenOf = async (scene: string): Promise<string> => {
  const make = STATS_SCENES[scene];
  if (make === undefined) throw new Error(`no scene ${scene}`);
  return goldenText(await make());
};

// node test/graphs/stats-goldens.ts --write: all of them anew, to be read in the diff.
if (process.argv[2] === "--write")
  for (const [name, scene] of Object.entries(GOLDENS)) writeFileSync(goldenFile(name), await goldenOf(scene));
