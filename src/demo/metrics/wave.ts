const HOUR_MS = 3_600_000;

/** A number from 0 to 1 that depends on the text alone: FNV-1a, mixed once more. */
const hashed = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
};

/** A value that depends on nothing but a name and a time: a wave of a day, one of 47 minutes and some noise, above zero. */
export const waveAt = (seed: string, atMs: number): number => {
  const [level, size, phase, quick] = [hashed(seed), hashed(`${seed}s`), hashed(`${seed}p`), hashed(`${seed}q`)];
  const noise = hashed(`${seed}:${Math.floor(atMs / 10_000)}`);
  const day = Math.sin((atMs / (24 * HOUR_MS) + phase) * 2 * Math.PI);
  const short = Math.sin((atMs / (0.79 * HOUR_MS) + quick) * 2 * Math.PI);
  const value = (20 + 80 * level) * (1 + 0.3 * size * day + 0.15 * short + 0.05 * noise);
  return Math.round(value * 1000) / 1000;
};

/** Times in [fromMs, toMs) on whole multiples of the step. */
export const ticks = (fromMs: number, toMs: number, stepMs: number): readonly number[] => {
  const firstMs = Math.ceil(fromMs / stepMs) * stepMs;
  return Array.from({ length: Math.max(0, Math.ceil((toMs - firstMs) / stepMs)) }, (_, at) => firstMs + at * stepMs);
};
