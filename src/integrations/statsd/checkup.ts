import type { Checkup } from "../../core/checkup.ts";
import { toFailure } from "../../core/failure.ts";
import { addressOf } from "../../lib/address-of.ts";

/** Whether the name of the host is one. More nobody can say: UDP tells no sender whether anybody listens. */
export const statsdCheckup = (host: string, port: string): Checkup => ({
  async checks() {
    const name = "address";
    try {
      const to = await addressOf(host);
      return [{ name, state: "ok", says: `sends to ${to}, port ${port}; UDP does not say whether it arrives` }];
    } catch (error) {
      const mend = "Correct STATSD_HOST, or the network's DNS: until then all numbers are lost.";
      return [{ name, state: "bad", says: toFailure(error).message, mend }];
    }
  },
});
