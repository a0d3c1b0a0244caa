import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { drawPng } from "../../src/graphs/render/draw.ts";
import { SCENES } from "./measure-scenes.ts";
import { STATS_SCENES } from "./stats-scenes.ts";

// Every picture there is, in both themes, as files to look at: node test/graphs/pictures.ts --to <folder> [--only name] [--small]
const { values } = parseArgs({
  options: { to: { type: "string" }, only: { type: "string", default: "" }, small: { type: "boolean" } },
});
const folder = values.to ?? "graph-pictures";
await mkdir(folder, { recursive: true });
for (const [name, make] of Object.entries({ ...SCENES, ...STATS_SCENES })) {
  if (!name.includes(values.only)) continue;
  const spec = await make();
  for (const theme of ["light", "dark"] as const) {
    const png = await drawPng(spec, theme, 1200);
    await writeFile(join(folder, `${name}-${theme}.png`), png);
    if (values.small)
      await writeFile(join(folder, `${name}-${theme}-480.png`), await sharp(png).resize(480).png().toBuffer());
  }
  process.stdout.write(`${name}: ${spec.summary}\n`);
}
