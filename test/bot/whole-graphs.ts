import type { Picture, Reply } from "../../src/core/message.ts";

const LIVE = "https://drm.example.com/g/measure~1f2e3d4c5b6a7988?from=1795255200000&to=1795258800000&k=c2lnbmVk";
const SOURCE = "https://prometheus.example.com/graph?g0.expr=latency_p95&g0.tab=0";

/** What the picture says in words. */
export const SUMMARY = "web-513: last 812 ms, min 96 ms, max 931 ms, up 640 % in 1 h.";

/** A graph as it is answered. */
export const GRAPH: Reply = {
  title: "Latency p95 by host",
  lines: [SUMMARY],
  buttons: [
    { label: "Wider", say: "graph wider s1f2e" },
    { label: "Narrower", say: "graph narrower s1f2e" },
    { label: "Snapshot", say: "graph snapshot s1f2e" },
    { label: "Watch", say: "graph watch s1f2e" },
  ],
  links: [
    { label: "Live view", url: LIVE },
    { label: "Open in Prometheus", url: SOURCE },
  ],
  footer: ["Prometheus, 60 s apart, as of 10:41 UTC"],
};

/** A picture that is kept fresh, or that a link leads to. */
export const PICTURE: Picture = {
  kind: "picture",
  title: "Latency p95 by host",
  alt: SUMMARY,
  at: { url: "https://drm.example.com/p/s1f2e.png?k=c2lnbmVk&v=7" },
  footer: ["Fresh every minute until the problem ends"],
  links: [{ label: "Live view", url: LIVE }],
  buttons: [{ label: "Stop", say: "graph unwatch" }],
};
