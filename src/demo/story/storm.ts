import { type Hook, type RuleProblem, ruleAlerts } from "./senders.ts";

const RULES = [
  { rule: "HighLatency", severity: "warning", words: "Requests are slow" },
  { rule: "InstanceDown", severity: "critical", words: "No answer" },
  { rule: "DiskFillingUp", severity: "warning", words: "Disk is full in 4 hours" },
  { rule: "HighErrorRate", severity: "warning", words: "Too many errors" },
  { rule: "QueueBacklog", severity: "warning", words: "Queue grows" },
  { rule: "ReplicationLag", severity: "warning", words: "Replica is behind" },
] as const;
const SERVICES = ["Checkout API", "Billing", "Storefront", "Search", "Postgres", "Kubernetes"];

/** So many problems within so many seconds. */
export const STORM = { problems: 150, seconds: 20 } as const;

/** The webhooks of a storm, in the order they come; every twentieth problem is critical. */
export const stormHooks = (run: number, nowMs: number): readonly Hook[] =>
  Array.from({ length: STORM.problems }, (_, index) => {
    const critical = index % 20 === 10;
    const { rule, severity, words } = (critical ? RULES[1] : RULES[[0, 2, 3, 4, 5][index % 5] ?? 0]) ?? RULES[0];
    const host = `node-${String(1 + index).padStart(3, "0")}`;
    const problem: RuleProblem = {
      rule,
      host,
      service: SERVICES[index % SERVICES.length] ?? "",
      severity,
      summary: `${words} on ${host}`,
      sinceMs: nowMs + index,
      run: `storm ${run}`,
    };
    return ruleAlerts({ alertname: rule, instance: host }, [problem]);
  });

/** The same problems over. */
export const calmHooks = (run: number, sinceMs: number, nowMs: number): readonly Hook[] =>
  stormHooks(run, sinceMs).map((hook) => {
    const body: { status: string; alerts: { status: string; endsAt: string }[] } = JSON.parse(hook.body);
    const alerts = body.alerts.map((alert) => ({
      ...alert,
      status: "resolved",
      endsAt: new Date(nowMs).toISOString(),
    }));
    return { ...hook, body: JSON.stringify({ ...body, status: "resolved", alerts }) };
  });
