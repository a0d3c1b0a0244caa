/** What the services of the demo complain about, by service name. */
export const TITLES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  Kubernetes: ["Node not ready in pool b", "Pods pending for 10 minutes", "CrashLoopBackOff in ingress"],
  Postgres: ["Replication lag over 60 s", "Disk 91 % full on db-2", "Connections near the limit"],
  "Checkout API": ["p99 latency over 2 s", "5xx rate over 3 %", "Card provider times out"],
  Billing: ["Invoice run is late", "Webhook queue over 5000", "Tax lookup fails"],
  Storefront: ["Home page slower than 4 s", "CDN hit rate under 80 %", "JavaScript errors doubled"],
  Search: ["Index older than 30 minutes", "Query errors over 1 %", "Heap over 90 % on search-3"],
};

/** What people write on incidents. */
export const NOTES: readonly [string, ...string[]] = [
  "Rolled back the last deploy, watching.",
  "Failing over to the replica.",
  "Same as last week: the batch job eats the pool.",
  "Provider confirms trouble on their side.",
  "Raised the limit; a ticket for the real fix is open.",
];
