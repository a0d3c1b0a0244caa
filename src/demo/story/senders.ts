/** A webhook as a service would send it. */
export interface Hook {
  readonly source: "librato" | "papertrail" | "honeybadger" | "alertmanager";
  readonly contentType: string;
  readonly body: string;
}

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

const json = (source: Hook["source"], body: object): Hook => ({
  source,
  contentType: JSON_TYPE,
  body: JSON.stringify(body),
});

const form = (source: Hook["source"], payload: object): Hook => ({
  source,
  contentType: FORM_TYPE,
  body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
});

/** A metric alert of one rule: values by host, or its end when none is given. */
export const metricAlert = (
  rule: {
    readonly id: number;
    readonly name: string;
    readonly about: string;
    readonly metric: string;
    readonly threshold: number;
  },
  atMs: number,
  values?: Readonly<Record<string, number>>,
): Hook => {
  const at = Math.floor(atMs / 1000);
  const head = {
    alert: {
      id: rule.id,
      name: rule.name,
      description: rule.about,
      runbook_url: `https://wiki.northwind.example/playbooks/${rule.name}`,
      version: 2,
    },
    account: "ops@northwind.example",
    trigger_time: at,
    incident_key: `${rule.name}-${rule.id}`,
  };
  if (values === undefined) return form("librato", { ...head, clear: "normal" });
  const seen = (value: number) => [
    { metric: rule.metric, value, recorded_at: at - 6, condition_violated: 1, count: 5 },
  ];
  return form("librato", {
    ...head,
    conditions: [{ id: 1, type: "above", threshold: rule.threshold, summary_function: "average", duration: 60 }],
    violations: Object.fromEntries(Object.entries(values).map(([host, value]) => [host, seen(value)])),
  });
};

const PATHS = ["/v1/cart", "/v1/orders", "/v1/checkout", "/v1/search?q=tea", "/v1/me"];

/** A log search that matched: `count` lines of a load balancer that gets no answer. */
export const logSearch = (name: string, count: number, atMs: number): Hook => {
  const firstId = 31_000_000_000_000_000n + BigInt(atMs) * 100n;
  const ids = Array.from({ length: count }, (_, index) => firstId + BigInt(index));
  const events = ids.map((id, index) => {
    const at = new Date(atMs - (count - index) * 4_000);
    return {
      id: `#${id}#`,
      source_ip: "198.51.100.20",
      source_name: `lb-${1 + (index % 2)}`,
      source_id: 20 + (index % 2),
      hostname: `lb-${1 + (index % 2)}`,
      program: "nginx",
      facility: "Local0",
      severity: "Error",
      received_at: at.toISOString(),
      display_received_at: `${at.toUTCString().slice(8, 11)} ${at.toUTCString().slice(5, 7)} ${at.toISOString().slice(11, 19)}`,
      message: `502 ${PATHS[index % PATHS.length]} upstream api-${1 + (index % 3)}:8080 prematurely closed connection, ${(1.8 + (index % 4) / 10).toFixed(1)} s`,
    };
  });
  const payload = {
    events,
    saved_search: {
      id: 71_000_502,
      name,
      query: "status=502 -healthz",
      html_edit_url: "https://papertrailapp.com/searches/71000502/edit",
      html_search_url: "https://papertrailapp.com/searches/71000502",
    },
    min_id: `#${firstId}#`,
    max_id: `#${ids.at(-1)}#`,
    frequency: "1 minute",
    reached_record_limit: false,
  };
  // Papertrail's ids are numbers above 2^53, which JSON.stringify cannot write.
  const body = JSON.stringify(payload).replaceAll(/"#(\d+)#"/g, "$1");
  return { source: "papertrail", contentType: FORM_TYPE, body: new URLSearchParams({ payload: body }).toString() };
};

/** What an exception tracker says about one fault; `actor` resolved it. */
export const exception = (
  fault: { readonly id: number; readonly klass: string; readonly message: string; readonly count: number },
  atMs: number,
  actor?: string,
): Hook => {
  const at = new Date(atMs).toISOString();
  const url = `https://app.honeybadger.io/projects/501/faults/${fault.id}`;
  const resolved = actor !== undefined;
  return json("honeybadger", {
    event: resolved ? "resolved" : "occurred",
    message: `[Shop API/production] ${fault.klass}${resolved ? ` resolved by ${actor}` : `: ${fault.message}`}`,
    project: { id: 501, name: "Shop API" },
    fault: {
      id: fault.id,
      project_id: 501,
      klass: fault.klass,
      message: fault.message,
      component: "checkout",
      action: "create",
      environment: "production",
      resolved,
      notices_count: fault.count,
      last_notice_at: at,
      tags: [],
      assignee: null,
      url,
    },
    ...(resolved
      ? { actor: { id: 7, email: `${actor.toLowerCase().replaceAll(" ", ".")}@northwind.example`, name: actor } }
      : {
          notice: {
            id: fault.id * 1000 + fault.count,
            created_at: at,
            url: `${url}/${fault.count}`,
            backtrace: [
              { number: 214, file: "/gems/http/connection.rb", method: "read_headers!", context: "all" },
              { number: 41, file: "[PROJECT_ROOT]/app/services/payment_gateway.rb", method: "charge", context: "app" },
              {
                number: 18,
                file: "[PROJECT_ROOT]/app/controllers/checkout_controller.rb",
                method: "create",
                context: "app",
              },
            ],
          },
        }),
  });
};

/** One problem of a rule of Prometheus. */
export interface RuleProblem {
  readonly rule: string;
  readonly host: string;
  readonly service: string;
  readonly severity: string;
  readonly summary: string;
  readonly value?: string;
  readonly threshold?: string;
  readonly sinceMs: number;
  readonly endedMs?: number;
  /** What the rule measures; its name when absent. */
  readonly expr?: string;
  /** Tells this run of the demo from the one before. */
  readonly run: string;
}

const hex = (text: string): string => {
  let hash = 0xcbf29ce484222325n;
  for (const char of text) hash = ((hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, "0");
};

const ruleAlert = (one: RuleProblem) => ({
  status: one.endedMs === undefined ? "firing" : "resolved",
  labels: {
    alertname: one.rule,
    instance: one.host,
    service: one.service,
    severity: one.severity,
  },
  annotations: {
    summary: one.summary,
    ...(one.value === undefined ? {} : { value: one.value }),
    ...(one.threshold === undefined ? {} : { threshold: one.threshold }),
  },
  startsAt: new Date(one.sinceMs).toISOString(),
  endsAt: one.endedMs === undefined ? "0001-01-01T00:00:00Z" : new Date(one.endedMs).toISOString(),
  generatorURL: `https://prometheus.northwind.example/graph?g0.expr=${encodeURIComponent(one.expr ?? one.rule)}`,
  fingerprint: hex(`${one.run}/${one.rule}/${one.host}`),
});

/** What Alertmanager posts about the problems of one group, which share these labels. */
export const ruleAlerts = (shared: Readonly<Record<string, string>>, problems: readonly RuleProblem[]): Hook =>
  json("alertmanager", {
    version: "4",
    groupKey: `{run="${problems[0]?.run ?? ""}"}:${JSON.stringify(shared)}`,
    truncatedAlerts: 0,
    status: problems.some(({ endedMs }) => endedMs === undefined) ? "firing" : "resolved",
    receiver: "drm",
    groupLabels: shared,
    commonLabels: shared,
    commonAnnotations: {},
    externalURL: "https://alertmanager.northwind.example",
    alerts: problems.map(ruleAlert),
  });
