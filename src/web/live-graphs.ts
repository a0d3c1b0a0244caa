import type { ChartSpec } from "../core/chart.ts";

/** A chart now, and whether its range still runs: only then it can change. */
export interface LiveSpec {
  readonly spec: ChartSpec;
  readonly open: boolean;
}

/** What live pages show. */
export interface LiveGraphs {
  has(name: string): boolean;
  /** Throws Failure("usage") for a query that cannot be read. */
  spec(name: string, query: URLSearchParams): Promise<LiveSpec>;
  /** Calls back when numbers may have changed, as often as it likes. Answers how to stop. */
  onData(listener: () => void): () => void;
}

/** Loads of charts; those for the same question at the same time are one. */
export interface SpecLoads {
  load(name: string, query: URLSearchParams): Promise<LiveSpec>;
  /** Data changed: what is under way may not know, so the next question starts anew. */
  forget(): void;
}

/** The same graph and the same query, whatever the order of its parameters. */
export const questionKey = (name: string, query: URLSearchParams): string => {
  const sorted = new URLSearchParams(query);
  sorted.sort();
  return `${name}?${sorted}`;
};

/** Shares loads in memory: viewers who ask the same while it is being read get the same answer. */
export const createSpecLoads = (graphs: LiveGraphs): SpecLoads => {
  const underWay = new Map<string, Promise<LiveSpec>>();
  return {
    load(name, query) {
      const key = questionKey(name, query);
      const known = underWay.get(key);
      if (known !== undefined) return known;
      const load = graphs.spec(name, query).finally(() => {
        if (underWay.get(key) === load) underWay.delete(key);
      });
      underWay.set(key, load);
      return load;
    },
    forget: () => underWay.clear(),
  };
};
