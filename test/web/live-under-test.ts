import { strict as assert } from "node:assert";
import type { TestContext } from "node:test";
import type { LiveList } from "../../src/core/live-list.ts";
import type { StreamLimits, WebOptions } from "../../src/web/index.ts";
import { AlertsDouble } from "./alerts-double.ts";
import { NOW_MS, startWeb } from "./web-under-test.ts";

export const NO_QUERY = new URLSearchParams();

/** The HTTP side over problems in memory, and cookies of both kinds of link. */
export const startLive = async (t: TestContext, streams: StreamLimits = {}, changes: Partial<WebOptions> = {}) => {
  const alerts = new AlertsDouble();
  const under = await startWeb(t, { alerts, streams: { everyMs: 30, keepAliveMs: 60_000, ...streams }, ...changes });
  const cookieOf = async (link: string): Promise<string> =>
    (await under.get(under.local(link))).headers.get("set-cookie")?.split(";")[0] ?? "";
  const shared = await cookieOf(under.links.shared("/live", NO_QUERY));
  const personal = await cookieOf(under.links.personal("/live", NO_QUERY, "UANA"));
  const list = async (query = "", cookie = shared): Promise<LiveList> => {
    const answer = await under.get(`/live/list${query}`, { headers: { cookie } });
    assert.equal(answer.status, 200, query);
    return answer.json() as Promise<LiveList>;
  };
  return { ...under, alerts, shared, personal, list };
};

/** Something fires. */
export const fire = (alerts: AlertsDouble, key: string, more: Parameters<AlertsDouble["hear"]>[1] = {}) =>
  alerts.hear({ source: "pingdom", key, atMs: NOW_MS - 60_000, title: `${key} is down` }, more);
