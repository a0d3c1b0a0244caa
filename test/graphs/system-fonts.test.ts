import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { GlobalFonts } from "@napi-rs/canvas";
import sharp from "sharp";
import { drawPng } from "../../src/graphs/render/draw.ts";
import { fallbackList, isForeign, useSystemFonts } from "../../src/graphs/render/system-fonts.ts";
import { peoplePanel, specOf } from "./sample-spec.ts";

const { resolve } = createRequire(import.meta.url);

// Letters that our own fonts lack, also where the machine has no font at all.
GlobalFonts.registerFromPath(
  resolve("@fontsource/inter/files/inter-greek-ext-400-normal.woff2"),
  "A font of the system",
);

/** A context that notes with which font each text was drawn or measured. */
const noting = () => {
  const seen: string[] = [];
  const note = (font: string): TextMetrics => {
    seen.push(font);
    return {} as TextMetrics;
  };
  const ctx = {
    font: '24px "Inter"',
    fillText: () => void note(ctx.font),
    strokeText: () => void note(ctx.font),
    measureText: () => note(ctx.font),
  };
  return { ctx: ctx as unknown as CanvasRenderingContext2D, seen };
};

describe("fonts of the system", () => {
  it("come in one order: like Inter, others, serifs, signs; neither ours nor emoji nor empty ones", () => {
    const families = [
      "Noto Sans Symbols",
      "Inter",
      "Waree",
      "Noto Color Emoji",
      "Noto Serif CJK JP",
      "Noto Sans CJK JP",
    ];
    const list = ', "IPAGothic", "Noto Sans CJK JP", "Waree", "Noto Serif CJK JP", "Noto Sans Symbols"';
    for (const order of [families, families.toReversed()])
      assert.equal(fallbackList([...order, "IPAGothic", "IPAGothic", "Adobe Blank"]), list);
    assert.equal(fallbackList([]), "");
  });

  it("are asked only for what ours may lack", () => {
    for (const text of ["決済", "서울", "עיכוב", "ทดสอบ", "भुगतान", "a → b", "≥ 5", "✓", "Ꭰ", "ἀ"])
      assert.equal(isForeign(text), true, text);
    for (const text of [
      ...["checkout-7f9c p95", "Łukasz Wiśniewski", "Nguyễn Văn Đạt", "Ωmega", "Иван Петров", "Fatima 🚒 👩‍🚒 🇩🇪 1️⃣"],
      ...["100 € – “µs” … −5 ±3 № ™", "↑ > 559 GiB", "№ 5 · as of 14:59"],
    ])
      assert.equal(isForeign(text), false, text);
  });

  it("leave every other text and the font as they were", () => {
    const { ctx, seen } = noting();
    useSystemFonts(ctx);
    ctx.fillText("plain 🚒", 0, 0);
    ctx.measureText("plain");
    assert.deepEqual(seen, ['24px "Inter"', '24px "Inter"']);
    ctx.measureText("決済");
    ctx.fillText("決済", 0, 0);
    ctx.strokeText("決済", 0, 0);
    assert.ok(seen.slice(2).every((font) => font.startsWith('24px "Inter"')));
    assert.equal(ctx.font, '24px "Inter"');
  });

  it("draw letters that ours lack, each its own, and measure them", async (test) => {
    const pixels = async (title: string): Promise<Buffer> => {
      const png = await drawPng(specOf([peoplePanel], title), "light", 1200);
      return sharp(png).extract({ left: 0, top: 0, width: 1200, height: 150 }).removeAlpha().raw().toBuffer();
    };
    const [alpha, other, again] = await Promise.all(["ἀ".repeat(9), "ᾷ".repeat(9), "ἀ".repeat(9)].map(pixels));
    assert.ok(alpha && other && again);
    assert.ok(alpha.equals(again));
    assert.ok(!alpha.equals(other), "two letters look the same: boxes");
    const known = GlobalFonts.families.map(({ family }) => family).filter((family) => /CJK|DejaVu Sans$/.test(family));
    test.diagnostic(known.length > 0 ? `also here: ${known.join(", ")}` : "no fonts of a system here");
  });
});
