/** Something that pages follow. `open`: it can still change, so there is something to follow. */
export interface Live {
  readonly open: boolean;
  /** It changes by itself: read again so often while it is followed, and not when our data changes. */
  readonly everyMs?: number | undefined;
}

/** What pages of one kind are filled with. Loads for the same question at the same time are one. */
export interface Loads<T extends Live = Live> {
  /** Tells the questions of this kind from those of others. */
  readonly kind: string;
  /** `user`: who looks, where that decides what they see. Loads for one are never shared with another. */
  load(name: string, query: URLSearchParams, user?: string): Promise<T>;
  /** Data changed: what is under way may not know, so the next question starts anew. */
  forget(): void;
  /** Calls back when data may have changed, as often as it likes. Answers how to stop. */
  onData(listener: () => void): () => void;
}

/** How something is read anew, and how its changes are heard of. */
export interface LoadsOptions<T extends Live> {
  readonly kind: string;
  read(name: string, query: URLSearchParams, user?: string): Promise<T>;
  onData(listener: () => void): () => void;
  /** Whether what has this name changes by itself: then it is not forgotten when our data changes. Absent: nothing does. */
  readonly apart?: (name: string) => boolean;
}

/** The same name and the same query, whatever the order of its parameters, asked by the same user where that matters. */
export const questionKey = (name: string, query: URLSearchParams, user?: string): string => {
  const sorted = new URLSearchParams(query);
  sorted.sort();
  return user === undefined ? `${name}?${sorted}` : `${name}?${sorted}\n${user}`;
};

/**
 * Shares loads in memory: viewers who ask the same while it is being read get the same answer; what changes by itself is
 * remembered for half of its time, so that its source is asked once for everybody who opens it.
 */
export const createLoads = <T extends Live>({ kind, read, onData, apart }: LoadsOptions<T>): Loads<T> => {
  const underWay = new Map<string, { readonly name: string; readonly load: Promise<T> }>();
  return {
    kind,
    onData,
    load(name, query, user) {
      const key = questionKey(name, query, user);
      const known = underWay.get(key);
      if (known !== undefined) return known.load;
      const load = read(name, query, user);
      const end = (): void => {
        if (underWay.get(key)?.load === load) underWay.delete(key);
      };
      underWay.set(key, { name, load });
      load.then(({ everyMs }) => (everyMs === undefined ? end() : setTimeout(end, everyMs / 2).unref()), end);
      return load;
    },
    forget() {
      for (const [key, { name }] of underWay) if (!apart?.(name)) underWay.delete(key);
    },
  };
};
