/** Dashboards of the stand-in, as Grafana stores them: rows folded and open, mixed data sources, variables, thresholds. */
export const DASHBOARDS: readonly Readonly<Record<string, unknown>>[] = [
  {
    uid: "shop",
    title: "Shop overview",
    templating: {
      list: [
        {
          name: "host",
          type: "query",
          multi: true,
          includeAll: true,
          current: { text: ["web-1"], value: ["web-1"] },
          options: [{ value: "$__all" }, { value: "web-1" }, { value: "web-2" }, { value: "db.1" }],
        },
        { name: "env", type: "custom", current: { text: "prod", value: "prod" }, options: [{ value: "prod" }] },
        { name: "source", type: "datasource", query: "prometheus", current: { text: "Prometheus", value: "prom1" } },
      ],
    },
    panels: [
      { id: 9, type: "text", title: "Read me", gridPos: { x: 12, y: 0, w: 12, h: 4 }, options: { content: "hello" } },
      {
        id: 2,
        type: "timeseries",
        title: "Latency of $host",
        gridPos: { x: 0, y: 0, w: 12, h: 4 },
        datasource: { uid: "$source", type: "prometheus" },
        fieldConfig: {
          defaults: {
            unit: "ms",
            thresholds: {
              mode: "absolute",
              steps: [
                { color: "green", value: null },
                { color: "orange", value: 80 },
                { color: "red", value: 120 },
              ],
            },
            custom: { thresholdsStyle: { mode: "dashed" } },
          },
        },
        targets: [
          { refId: "A", expr: 'latency{host=~"$host",env="[[env]]"}', legendFormat: "{{host}} [[env]]", instant: true },
          { refId: "B", expr: "hidden_one", hide: true },
        ],
      },
      {
        id: 20,
        type: "row",
        title: "Folded",
        collapsed: true,
        gridPos: { x: 0, y: 4, w: 24, h: 1 },
        panels: [
          {
            id: 21,
            type: "timeseries",
            title: "Mixed sources",
            gridPos: { x: 0, y: 5, w: 12, h: 4 },
            datasource: { uid: "-- Mixed --", type: "datasource" },
            targets: [
              { refId: "A", datasource: { uid: "prom1", type: "prometheus" }, expr: "orders[$__rate_interval]" },
              {
                refId: "B",
                datasource: { uid: "graphite1", type: "graphite" },
                target: "stats.orders.[[env:raw]].$host",
              },
            ],
          },
          {
            id: 22,
            type: "timeseries",
            title: "Calculated",
            gridPos: { x: 12, y: 5, w: 12, h: 4 },
            datasource: { uid: "-- Mixed --", type: "datasource" },
            targets: [
              { refId: "A", datasource: { uid: "prom1", type: "prometheus" }, expr: "orders", hide: true },
              { refId: "C", datasource: { uid: "__expr__", type: "__expr__" }, type: "math", expression: "$A * 2" },
            ],
          },
        ],
      },
      {
        id: 30,
        type: "stat",
        title: "Default source",
        gridPos: { x: 0, y: 6, w: 6, h: 4 },
        datasource: null,
        fieldConfig: {
          defaults: {
            thresholds: {
              mode: "absolute",
              steps: [
                { color: "red", value: null },
                { color: "green", value: 10 },
              ],
            },
            custom: { thresholdsStyle: { mode: "line" } },
          },
        },
        targets: [{ refId: "A", expr: "free_disk" }],
      },
      {
        id: 31,
        type: "timeseries",
        title: "From the library",
        gridPos: { x: 6, y: 6, w: 6, h: 4 },
        libraryPanel: { uid: "lib1", name: "From the library" },
      },
      {
        id: 32,
        type: "stat",
        title: "What another panel shows",
        gridPos: { x: 12, y: 6, w: 6, h: 4 },
        datasource: { uid: "-- Dashboard --", type: "datasource" },
        targets: [{ refId: "A", datasource: { uid: "-- Dashboard --", type: "datasource" }, panelId: 31 }],
      },
    ],
  },
  {
    uid: "cIBgcSjkk",
    title: "Payments overview",
    tags: ["money"],
    panels: [
      {
        id: 1,
        type: "timeseries",
        title: "Payments",
        datasource: "Prometheus",
        targets: [{ refId: "A", expr: 'payments{host="web-1"}' }],
      },
    ],
  },
];

/** Panels of the library by their uid; a dashboard holds no more of them than that. */
export const LIBRARY: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  lib1: {
    type: "timeseries",
    title: "From the library",
    datasource: { uid: "prom1", type: "prometheus" },
    targets: [{ refId: "A", expr: "library_orders" }],
    fieldConfig: { defaults: { unit: "reqps" } },
  },
};
