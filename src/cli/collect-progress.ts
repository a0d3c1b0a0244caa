import type { HistoryProgress } from "../app/collecting.ts";
import type { Clock } from "../core/log.ts";

/** Where progress is shown: a terminal, or a file that lines go to. */
export interface ProgressPort {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Shows how far an import is. */
export interface Progress {
  tell(now: HistoryProgress): void;
  /** Says that all of it is there. */
  done(): void;
  /** Leaves the line. */
  end(): void;
}

const WIDTH = 24;
/** A terminal is painted ten times a second, a file gets a line now and then. */
const PAINT_MS = 100;
const LINE_MS = 10_000;
/** Before it no rate is worth the name. */
const SETTLED_MS = 2_000;

const left = (ms: number): string => {
  if (!Number.isFinite(ms)) return "";
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 2) return `${Math.ceil(ms / 1000)} s left`;
  return minutes < 120 ? `${minutes} min left` : `${Math.round(minutes / 60)} h left`;
};

const bar = (part: number): string => {
  const full = Math.round(part * WIDTH);
  return `[${"#".repeat(full)}${".".repeat(WIDTH - full)}]`;
};

const count = (value: number): string => value.toLocaleString("en");

/** A bar on a terminal, plain lines elsewhere: how much of it is read, entries a second and the time left. */
export const createProgress = (source: string, out: ProgressPort, clock: Clock): Progress => {
  const startMs = clock();
  let first: HistoryProgress | undefined;
  let last: HistoryProgress | undefined;
  let shownMs = Number.NEGATIVE_INFINITY;
  const partOf = ({ doneMs, wantedMs }: HistoryProgress): number => (wantedMs > 0 ? Math.min(1, doneMs / wantedMs) : 1);
  const words = (now: HistoryProgress): string => {
    const tookMs = clock() - startMs;
    const read = now.doneMs - (first?.doneMs ?? 0);
    const remainMs = read > 0 ? ((now.wantedMs - now.doneMs) / read) * tookMs : Number.POSITIVE_INFINITY;
    const rate = `${count(Math.round(now.entries / Math.max(tookMs / 1000, 0.001)))}/s`;
    const settled = tookMs >= SETTLED_MS ? [rate, left(remainMs)] : [];
    return [`${Math.floor(partOf(now) * 100)} %`, `${count(now.entries)} entries`, ...settled]
      .filter(Boolean)
      .join(" · ");
  };
  const show = (now: HistoryProgress): void => {
    shownMs = clock();
    if (out.isTTY) out.write(`\r\x1b[K${source} ${bar(partOf(now))} ${words(now)}`);
    else out.write(`${source}: ${words(now)}\n`);
  };
  return {
    tell(now) {
      first ??= now;
      last = now;
      if (clock() - shownMs >= (out.isTTY ? PAINT_MS : LINE_MS)) show(now);
    },
    done() {
      const entries = last?.entries ?? 0;
      const seconds = Math.max((clock() - startMs) / 1000, 0.001);
      const rate = entries > 0 ? `, ${count(Math.round(entries / seconds))} a second` : "";
      const said = entries > 0 ? `${count(entries)} entries in ${seconds.toFixed(1)} s${rate}` : "nothing was missing";
      out.write(`${out.isTTY ? "\r\x1b[K" : ""}${source}: history is in the store: ${said}.\n`);
      last = undefined;
    },
    end() {
      if (out.isTTY && last) out.write("\n");
      last = undefined;
    },
  };
};
