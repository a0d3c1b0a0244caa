const wrapped = new WeakSet<object>();

/** Between digits Inter writes an x as a sign of multiplication. */
const TIMES = /\dx(?=\d)/;

/** Text set letter by letter where it matters: the pod "x2x8q" is not "x2×8q", and people copy names from pictures. */
export const plainLetters = (ctx: CanvasRenderingContext2D): void => {
  if (wrapped.has(ctx)) return;
  wrapped.add(ctx);
  const [fill, stroke, measure] = [ctx.fillText.bind(ctx), ctx.strokeText.bind(ctx), ctx.measureText.bind(ctx)];
  const plainly = <T>(text: string, draw: () => T): T => {
    if (!TIMES.test(text)) return draw();
    const before = ctx.textRendering;
    ctx.textRendering = "optimizeSpeed";
    const drawn = draw();
    ctx.textRendering = before;
    return drawn;
  };
  ctx.fillText = (text, x, y) => plainly(text, () => fill(text, x, y));
  ctx.strokeText = (text, x, y) => plainly(text, () => stroke(text, x, y));
  ctx.measureText = (text) => plainly(text, () => measure(text));
};
