const UNITS: readonly (readonly [digits: number, perMs: bigint])[] = [
  [17, 1_000_000n],
  [14, 1_000n],
];

/**
 * Epoch milliseconds of a count of seconds, milli-, micro- or nanoseconds (told apart by its digits), as number or text;
 * undefined when it is none. Counts beyond 2^53 are exact when they come as text.
 */
export const epochMs = (count: string | number | null | undefined): number | undefined => {
  const text = String(count ?? "").trim();
  if (!/^\d{1,20}(\.\d+)?$/.test(text)) return undefined;
  const whole = text.replace(/\..*$/, "");
  const unit = UNITS.find(([digits]) => whole.length >= digits);
  const ms = unit ? Number(BigInt(whole) / unit[1]) : Number(text) * (whole.length >= 12 ? 1 : 1000);
  return ms > 0 ? Math.floor(ms) : undefined;
};
