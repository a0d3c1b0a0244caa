import { graphSources } from "../core/graph/sources.ts";
import { redactText } from "../core/redact.ts";
import { countAsked, drawAsked, redrawSnapshot } from "./graph-desk/draw.ts";
import { markDeploy } from "./graph-desk/mark.ts";
import type { GraphDeskFor, GraphDeskPorts } from "./graph-desk/ports.ts";
import { askedOfSnapshot, historyHere, rangeOfSnapshot, requirePosted } from "./graph-desk/posted.ts";
import { forgetGraph, saveGraph } from "./graph-desk/saved.ts";
import { searchGraphs } from "./graph-desk/search.ts";
import { unwatchGraphs, watchGraph } from "./graph-desk/watch.ts";

const byName = ({ name: a }: { readonly name: string }, { name: b }: { readonly name: string }): number =>
  a.toLowerCase() < b.toLowerCase() ? -1 : 1;

/** What commands may do with graphs: one desk for each asker. */
export const createGraphDesk =
  (ports: GraphDeskPorts): GraphDeskFor =>
  (user, said, here) => {
    const asker = { user, said, here };
    const { measures, logs, store, pages, links, permit } = ports;
    return {
      sources: () => graphSources(measures, logs),
      saved: async () => [...(await store.graphs.saved())].sort(byName),
      save: (name, graph) => saveGraph(name, graph, asker, ports),
      forget: (name) => forgetGraph(name, asker, ports),
      search: (words, limit, silent = () => undefined, only = undefined) =>
        searchGraphs(words, limit, silent, { measures, log: permit.log, only }),
      draw: (asked, view) => drawAsked(asked, view, ports),
      count: (asked, view) => countAsked(asked, view, ports),
      scrub: (text) => redactText(text, permit.policy().redactions),
      redraw: (snapshot, range) => redrawSnapshot(snapshot, range, ports),
      posted: (id) => requirePosted(id, asker, ports),
      rangeOf: (snapshot) => rangeOfSnapshot(snapshot, pages),
      askedOf: (snapshot) => askedOfSnapshot(snapshot, ports),
      history: (incidentId, limit) => historyHere(incidentId, limit, asker, ports),
      links: ({ id, graph, query }) => ({
        frozen: links.frozen(id),
        live: links.live(graph, new URLSearchParams(query)),
      }),
      personalLink: ({ graph, query }) => links.personal(graph, new URLSearchParams(query), user.id),
      mark: (what) => markDeploy(what, asker, ports),
      watch: (snapshot) => watchGraph(snapshot, asker, ports),
      unwatch: () => unwatchGraphs(asker, ports),
      thresholds: ports.thresholds,
    };
  };
