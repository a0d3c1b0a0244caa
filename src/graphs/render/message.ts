import type { ChartSpec } from "../../core/chart.ts";
import type { Theme } from "../chart-theme.ts";

/** What the worker is asked to draw; `width` in logical pixels. */
export interface RenderRequest {
  readonly id: number;
  readonly spec: ChartSpec;
  readonly theme: Theme;
  readonly width: number;
}

/** What the worker answers: a PNG whose memory is handed over, or why there is none. */
export type RenderReply =
  | { readonly id: number; readonly png: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly error: string };
