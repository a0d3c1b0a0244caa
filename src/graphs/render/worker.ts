import { parentPort } from "node:worker_threads";
import { drawPng } from "./draw.ts";
import type { RenderReply, RenderRequest } from "./message.ts";

const port = parentPort;
if (!port) throw new Error("render/worker.ts runs as a worker thread only");

const answer = async ({ id, spec, theme, width }: RenderRequest): Promise<void> => {
  try {
    const png = await drawPng(spec, theme, width);
    port.postMessage({ id, png } satisfies RenderReply, [png.buffer]);
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    port.postMessage({ id, error: words } satisfies RenderReply);
  }
};

port.on("message", (request: RenderRequest) => void answer(request));
