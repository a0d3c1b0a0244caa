/**
 * Distance from a baseline to the alphabetic one in em, by the em box of Inter (ascent 1984, descent 494 units), as
 * browsers do (https://html.spec.whatwg.org/multipage/canvas.html#dom-context-2d-textbaseline).
 */
const EM: Readonly<Partial<Record<CanvasTextBaseline, number>>> = {
  alphabetic: 0,
  top: 1984 / 2478,
  middle: (1984 - 494) / 2478 / 2,
  bottom: -494 / 2478,
};

/** Of Inter's line; @napi-rs/canvas puts the alphabetic baseline off by what it rounds away of it. */
const ASCENT_EM = 1984 / 2048;

/** A y whose baseline falls on whole pixels, for text that lies or stands: browsers place glyphs so. */
const snap = (ctx: CanvasRenderingContext2D, y: number): number => {
  const { b, c, d, e, f } = ctx.getTransform();
  const [scale, origin] = Math.abs(b) < 1e-6 ? [d, f] : [c, e];
  return scale === 0 ? y : (Math.round(scale * y + origin) - origin) / scale;
};

/** Skia's canvas measures baselines by the whole line's height: this sets text where a browser would. */
export const alignLikeBrowsers = (ctx: CanvasRenderingContext2D): void => {
  for (const method of ["fillText", "strokeText"] as const) {
    const draw = ctx[method].bind(ctx);
    ctx[method] = (text, x, y) => {
      const baseline = ctx.textBaseline;
      const em = EM[baseline];
      if (em === undefined) return draw(text, x, y);
      const sizePx = Number.parseFloat(/([\d.]+)px/.exec(ctx.font)?.[1] ?? "0");
      ctx.textBaseline = "alphabetic";
      const ascentPx = sizePx * ASCENT_EM;
      draw(text, x, snap(ctx, y + Math.round(em * sizePx * 64) / 64) + ascentPx - Math.round(ascentPx));
      ctx.textBaseline = baseline;
    };
  }
};
