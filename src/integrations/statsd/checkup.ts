import { lookup } from "node:dns/promises";
import type { Checkup } from "../../core/checkup.ts";

/** Whether the name of the host is one. More nobody can say: UDP tells no sender whether anybody listens. */
export const statsdCheckup = (host: string, port: string): Checkup => ({
  async checks() {
    const name = "address";
    try {
      const { address } = await lookup(host);
      return [{ name, state: "ok", says: `sends to ${address}, port ${port}; UDP does not say whether it arrives` }];
    } catch (error) {
      const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
      const mend = "Correct STATSD_HOST, or the network's DNS: until then all numbers are lost.";
      return [{ name, state: "bad", says: `the host ${host} is not found (${why})`, mend }];
    }
  },
});
