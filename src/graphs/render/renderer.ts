import { Worker } from "node:worker_threads";
import type { ChartSpec } from "../../core/chart.ts";
import { Failure } from "../../core/failure.ts";
import type { Clock, Log } from "../../core/log.ts";
import type { Theme } from "../chart-theme.ts";
import type { RenderReply, RenderRequest } from "./message.ts";

/** How one picture looks. */
export interface RenderOptions {
  readonly theme: Theme;
  /** Logical pixels; the picture has twice as many. Default 1200. */
  readonly width?: number;
}

/** Draws ChartSpecs as PNG outside the main thread. */
export interface Renderer {
  /** Throws Failure: timeout, internal (the drawing failed), unavailable (closed, or too many are waiting). */
  render(spec: ChartSpec, options: RenderOptions): Promise<Uint8Array>;
  /** Ends the worker; what waits fails with `unavailable`. */
  close(): Promise<void>;
}

/** Limits of the drawing worker, in milliseconds and pictures. */
export interface RendererOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** The worker ends when nothing was drawn for so long. Default 60 s. */
  readonly idleMs?: number;
  /** Longest time for one picture. Default 10 s. */
  readonly timeoutMs?: number;
  /** Most pictures that may wait for their turn. Default 100. */
  readonly maxWaiting?: number;
  /** The worker's file, for tests of its failures. */
  readonly worker?: URL;
}

interface Job {
  readonly request: RenderRequest;
  readonly resolve: (png: Uint8Array) => void;
  readonly reject: (failure: Failure) => void;
}

const TELL = "The picture could not be drawn; the numbers above are right. Open the live view or ask again.";

class WorkerRenderer implements Renderer {
  readonly #options: RendererOptions;
  #worker: Worker | undefined;
  #current: Job | undefined;
  #waiting: Job[] = [];
  #timer: NodeJS.Timeout | undefined;
  #startedMs = 0;
  #ids = 0;
  #closed = false;

  constructor(options: RendererOptions) {
    this.#options = options;
  }

  render(spec: ChartSpec, { theme, width = 1200 }: RenderOptions): Promise<Uint8Array> {
    if (this.#closed) return Promise.reject(new Failure("unavailable", "the renderer is closed", { tell: TELL }));
    if (this.#waiting.length >= (this.#options.maxWaiting ?? 100)) {
      return Promise.reject(
        new Failure("unavailable", `${this.#waiting.length} pictures wait already`, { tell: TELL }),
      );
    }
    return new Promise((resolve, reject) => {
      const request = { id: ++this.#ids, spec, theme, width };
      this.#waiting.push({ request, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const failure = new Failure("unavailable", "the renderer was closed", { tell: TELL });
    await this.#drop(failure);
  }

  #next(): void {
    if (this.#current || this.#closed) return;
    const job = this.#waiting.shift();
    clearTimeout(this.#timer);
    if (!job) {
      this.#worker?.unref();
      this.#timer = setTimeout(() => void this.#endWorker("idle"), this.#options.idleMs ?? 60_000).unref();
      return;
    }
    this.#current = job;
    this.#startedMs = this.#options.clock();
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(job.request);
    const timeoutMs = this.#options.timeoutMs ?? 10_000;
    this.#timer = setTimeout(() => this.#expire(job, timeoutMs), timeoutMs);
  }

  #start(): Worker {
    const worker = new Worker(this.#options.worker ?? new URL("./worker.ts", import.meta.url));
    worker.on("message", (reply: RenderReply) => this.#settle(worker, reply));
    worker.on("error", (cause) => this.#crash(worker, cause));
    worker.on("exit", (code) => this.#crash(worker, new Error(`exit code ${code}`)));
    return worker;
  }

  #settle(worker: Worker, reply: RenderReply): void {
    const job = this.#current;
    if (worker !== this.#worker || job?.request.id !== reply.id) return;
    this.#current = undefined;
    const facts = { title: job.request.spec.title, tookMs: this.#options.clock() - this.#startedMs };
    if ("png" in reply) {
      this.#options.log.debug({ ...facts, bytes: reply.png.length }, "picture drawn");
      job.resolve(reply.png);
    } else {
      this.#options.log.error({ ...facts, error: reply.error }, "a picture could not be drawn");
      job.reject(new Failure("internal", `drawing failed: ${reply.error}`, { tell: TELL }));
    }
    this.#next();
  }

  #expire(job: Job, timeoutMs: number): void {
    this.#current = undefined;
    this.#options.log.error({ title: job.request.spec.title, timeoutMs }, "a picture took too long; new worker");
    job.reject(new Failure("timeout", `drawing took longer than ${timeoutMs} ms`, { tell: TELL }));
    void this.#endWorker("timeout");
    this.#next();
  }

  #crash(worker: Worker, cause: Error): void {
    if (worker !== this.#worker) return;
    this.#options.log.error({ error: cause.message }, "the picture worker ended by itself");
    void this.#drop(new Failure("internal", `the picture worker ended: ${cause.message}`, { tell: TELL, cause }));
  }

  async #drop(failure: Failure): Promise<void> {
    const jobs = [...(this.#current ? [this.#current] : []), ...this.#waiting];
    this.#current = undefined;
    this.#waiting = [];
    clearTimeout(this.#timer);
    for (const job of jobs) job.reject(failure);
    await this.#endWorker("dropped");
  }

  async #endWorker(reason: string): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    if (!worker) return;
    await worker.terminate();
    this.#options.log.debug({ reason }, "picture worker ended");
  }
}

/** Makes a renderer; its worker starts with the first picture. */
export const createRenderer = (options: RendererOptions): Renderer => new WorkerRenderer(options);
