import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { waitFor } from "../senders/processes.ts";
import { freePort } from "../support/free-port.ts";
import { openFolder } from "./folder.ts";
import { startStatsd } from "./statsd-program.ts";

/** What StatsD flushed since it began, all flushes together. */
export interface Flushed {
  readonly counters: Readonly<Record<string, number>>;
  readonly timers: Readonly<Record<string, readonly number[]>>;
  /** As they were last. */
  readonly gauges: Readonly<Record<string, number>>;
}

/** A StatsD that flushes four times a second. */
export interface Statsd {
  readonly port: number;
  /** Waits until a counter has reached a value. */
  until(counter: string, value: number): Promise<Flushed>;
  flushed(): Flushed;
  stop(): Promise<void>;
}

/** A backend of StatsD (docs/backend_interface.md there): each flush as one line of JSON. */
const BACKEND = `exports.init = (startupTime, config, events) => {
  events.on("flush", (timestamp, { counters, timers, gauges }) => {
    process.stdout.write("FLUSH " + JSON.stringify({ counters, timers, gauges }) + "\\n");
  });
  return true;
};
`;

const together = (output: string): Flushed => {
  const counters: Record<string, number> = {};
  const timers: Record<string, number[]> = {};
  const gauges: Record<string, number> = {};
  const whole = output.slice(0, output.lastIndexOf("\n") + 1);
  for (const [, json = ""] of whole.matchAll(/^FLUSH (.*)$/gm)) {
    const flush: Flushed = JSON.parse(json);
    for (const [name, value] of Object.entries(flush.counters)) counters[name] = (counters[name] ?? 0) + value;
    for (const [name, values] of Object.entries(flush.timers)) timers[name] = [...(timers[name] ?? []), ...values];
    Object.assign(gauges, flush.gauges);
  }
  return { counters, timers, gauges };
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

/** Starts it on ports of its own. */
export const startServer = async (): Promise<Statsd> => {
  const folder = openFolder("statsd");
  const [port, manage] = [await freePort(), await freePort()];
  writeFileSync(join(folder.dir, "lines.cjs"), BACKEND);
  const config = {
    ...{ port, address: "127.0.0.1", mgmt_address: "127.0.0.1", mgmt_port: manage },
    ...{ flushInterval: 250, deleteIdleStats: true, backends: [join(folder.dir, "lines.cjs")] },
  };
  writeFileSync(join(folder.dir, "statsd.json"), JSON.stringify(config));
  const daemon = folder.ended(startStatsd(folder.dir, "statsd.json"));
  const flushed = (): Flushed => together(daemon.output());
  try {
    await waitFor("StatsD", 20_000, () => answers(manage), daemon.output);
  } catch (error) {
    await folder.stop();
    throw error;
  }
  return {
    port,
    flushed,
    async until(counter, value) {
      const there = (): boolean => (flushed().counters[counter] ?? 0) >= value;
      await waitFor(`${counter} ${value}`, 10_000, there, () => JSON.stringify(flushed()));
      return flushed();
    },
    stop: folder.stop,
  };
};
