import type { Layer, Restriction, Schedule, Turn } from "../rota.ts";
import { EVERY_DAY, wallStarts } from "./wall.ts";

/** Half-open; both ends equal: one moment. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

const MOST_TURNS = 400;
const WEEK_MS = 7 * 86_400_000;

/** Whether something has time in the window. */
export const touches = (one: Window, { fromMs, toMs }: Window): boolean =>
  one.fromMs < one.toMs && one.toMs > fromMs && (one.fromMs < toMs || (fromMs === toMs && one.fromMs === fromMs));

/** What both have in common; empty when `fromMs` is not before `toMs`. */
export const intersect = <T extends Window>(one: T, other: Window): T => ({
  ...one,
  fromMs: Math.max(one.fromMs, other.fromMs),
  toMs: Math.min(one.toMs, other.toMs),
});

const isSome = (one: Window): boolean => one.fromMs < one.toMs;
const byStart = (a: Window, b: Window): number => a.fromMs - b.fromMs;

/** `one` without the time of `other`: none, one or two pieces. */
export const without = <T extends Window>(one: T, other: Window): readonly T[] => {
  if (!touches(one, other)) return [one];
  return [
    { ...one, toMs: Math.min(one.toMs, other.fromMs) },
    { ...one, fromMs: Math.max(one.fromMs, other.toMs) },
  ].filter(isSome);
};

/** `tops` before `base`; of several tops the last wins. */
const overlay = (base: readonly Turn[], tops: readonly Turn[]): readonly Turn[] => {
  let turns = base;
  for (const top of tops) turns = [...turns.flatMap((turn) => without(turn, top)), top];
  return turns.toSorted(byStart);
};

const hours = (tz: string, restriction: Restriction, window: Window): readonly Window[] => {
  const days = restriction.kind === "weekly" ? [restriction.day ?? 1] : EVERY_DAY;
  const starts = wallStarts(tz, restriction.startsAt, days, window.fromMs - WEEK_MS, window.toMs);
  return starts.map(({ atMs }) => ({ fromMs: atMs, toMs: atMs + restriction.lastsMs }));
};

/** The turns of a layer that have time in the window, whole, oldest first. */
export const layerTurns = (tz: string, layer: Layer, window: Window): readonly Turn[] => {
  const life = { fromMs: layer.startMs, toMs: layer.endMs ?? Number.MAX_SAFE_INTEGER };
  const count = layer.userIds.length;
  const turns: Turn[] = [];
  const first = Math.floor((window.fromMs - layer.anchorMs) / layer.turnMs);
  for (let index = first; turns.length < MOST_TURNS; index++) {
    const fromMs = layer.anchorMs + index * layer.turnMs;
    if (fromMs >= window.toMs && index > first) break;
    const userId = layer.userIds[((index % count) + count) % count] ?? "";
    turns.push({ userId, fromMs, toMs: fromMs + layer.turnMs });
  }
  const living = turns.map((turn) => intersect(turn, life)).filter(isSome);
  if (layer.restrictions.length === 0) return living.filter((turn) => touches(turn, window));
  const all = {
    fromMs: Math.min(...living.map((one) => one.fromMs)),
    toMs: Math.max(...living.map((one) => one.toMs)),
  };
  const open = living.length === 0 ? [] : layer.restrictions.flatMap((one) => hours(tz, one, all));
  const pieces = living.flatMap((turn) => open.map((one) => intersect(turn, one)).filter(isSome));
  return pieces.filter((turn) => touches(turn, window)).toSorted(byStart);
};

/** The overrides that have time in the window, in the order they were made. */
export const overridesWithin = (schedule: Schedule, window: Window): Schedule["overrides"] =>
  schedule.overrides.filter((one) => touches(one, window));

/** Who is on call in the window: layers with overrides on top; each turn as long as it really is. */
export const finalTurns = (schedule: Schedule, window: Window): readonly Turn[] => {
  const near = schedule.layers.flatMap((layer) => layerTurns(schedule.tz, layer, window));
  const wide = {
    fromMs: Math.min(window.fromMs, ...near.map((one) => one.fromMs)),
    toMs: Math.max(window.toMs, ...near.map((one) => one.toMs)),
  };
  const layered = schedule.layers.reduce<readonly Turn[]>(
    (base, layer) => overlay(base, layerTurns(schedule.tz, layer, wide)),
    [],
  );
  const tops = overridesWithin(schedule, wide).map(({ userId, fromMs, toMs }) => ({ userId, fromMs, toMs }));
  return overlay(layered, tops).filter((turn) => touches(turn, window));
};

/** Per cent of the window in which somebody has time. */
export const coverageOf = (turns: readonly Window[], window: Window): number => {
  if (window.toMs <= window.fromMs) return 0;
  let gaps: readonly Window[] = [window];
  for (const turn of turns) gaps = gaps.flatMap((gap) => without(gap, turn));
  const open = gaps.reduce((sum, gap) => sum + gap.toMs - gap.fromMs, 0);
  return Math.round((1 - open / (window.toMs - window.fromMs)) * 1000) / 10;
};
