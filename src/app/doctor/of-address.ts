import type { Config } from "../../config.ts";
import type { Check } from "../../core/checkup.ts";
import type { Examined } from "../../flows/doctor.ts";

const TIMEOUT_MS = 4_000;

const reach = async (url: string): Promise<string | undefined> => {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "manual" });
    const body: unknown = answer.headers.get("content-type")?.includes("json") ? await answer.json() : undefined;
    if (answer.status === 200 && typeof body === "object" && body !== null && "ok" in body) return undefined;
    return `${url}/healthz answers ${answer.status}, and not as Dr. M would`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
    return `${url} cannot be reached from here: ${cause ?? (error instanceof Error ? error.message : String(error))}`;
  }
};

const LOCAL = /^(?:localhost$|127\.\d|\[::1\]|10\.\d|172\.(?:1[6-9]|2\d|3[01])\.\d|192\.168\.\d|169\.254\.\d)/;

const kindOf = (publicUrl: string): Check => {
  const { protocol, hostname } = new URL(publicUrl);
  if (LOCAL.test(hostname))
    return {
      name: "PUBLIC_URL",
      state: "warn",
      says: `${hostname} is an address of this network: senders outside and phones cannot reach it`,
      mend: "Set PUBLIC_URL to the address that they use.",
    };
  if (protocol !== "https:")
    return {
      name: "PUBLIC_URL",
      state: "warn",
      says: "without https, links and secrets can be read on the way",
      mend: "Put a proxy with TLS before it.",
    };
  return { name: "PUBLIC_URL", state: "ok", says: publicUrl };
};

/** Where senders and browsers reach us. From here only one's own end can be tried: a test event tries the other. */
export const ofAddress = ({ publicUrl, values }: Pick<Config, "publicUrl" | "values">): Examined => ({
  name: "Address",
  async look() {
    if (!values.PUBLIC_URL)
      return [
        {
          name: "PUBLIC_URL",
          state: "bad",
          says: "is not set: links and webhooks lead nowhere",
          mend: "Set PUBLIC_URL.",
        },
      ];
    const why = await reach(publicUrl);
    const reached: Check =
      why === undefined
        ? { name: "reachable", state: "ok", says: "Dr. M answers there" }
        : {
            name: "reachable",
            state: "warn",
            says: why,
            mend: "Is the bot running, and the proxy before it? Some networks do not let a machine reach its own public address.",
          };
    return [kindOf(publicUrl), reached];
  },
});
