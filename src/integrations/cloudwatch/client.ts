import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";

/** Where CloudWatch is asked, and as whom; without keys the SDK looks for them as it always does. */
export interface CloudwatchPlace {
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  /** 5 s when absent. */
  readonly timeoutMs?: number;
}

/** The SDK, loaded when somebody asks for a graph: a bot without CloudWatch does not pay for it. */
export const loadSdk = () => import("@aws-sdk/client-cloudwatch");

/** A client for each region; they keep connections, so that the second question is faster. */
export const createClients = (
  { region: home, endpoint, accessKeyId, secretAccessKey }: CloudwatchPlace,
  timeoutMs: number,
  signal: AbortSignal,
) => {
  const clients = new Map<string, CloudWatchClient>();
  const close = (): void => {
    for (const client of clients.values()) client.destroy();
  };
  signal.addEventListener("abort", close, { once: true });
  return async (region = home): Promise<CloudWatchClient> => {
    const { CloudWatchClient } = await loadSdk();
    const found = clients.get(region);
    if (found) return found;
    const made = new CloudWatchClient({
      region,
      // One repetition, and that within the time that the whole may take.
      maxAttempts: 2,
      requestHandler: { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(accessKeyId === undefined || secretAccessKey === undefined
        ? {}
        : { credentials: { accessKeyId, secretAccessKey } }),
    });
    clients.set(region, made);
    return made;
  };
};
