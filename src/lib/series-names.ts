type Labels = Readonly<Record<string, string>>;

/** A series before it has a name: its labels, and what it is called when they do not tell it from the others. */
export interface Unnamed {
  readonly labels: Labels;
  readonly otherwise: string;
}

const differing = (all: readonly Labels[]): readonly string[] => {
  const names = [...new Set(all.flatMap((labels) => Object.keys(labels)))].sort();
  return names.filter((name) => new Set(all.map((labels) => labels[name])).size > 1);
};

const nameOf = (labels: Labels, names: readonly string[]): string => {
  const [only, ...more] = names;
  if (only === undefined) return "";
  if (more.length === 0) return labels[only] || `no ${only}`;
  return names
    .filter((name) => labels[name])
    .map((name) => `${name}=${labels[name]}`)
    .join(", ");
};

const numbered = (names: readonly string[]): readonly string[] => {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let count = 2; seen.has(own) || (own !== name && taken.has(own)); count += 1) own = `${name} (${count})`;
    seen.add(own);
    return own;
  });
};

/**
 * A name for each, different from all others: the value of the label they were split by, else the labels in which they
 * differ, else what they are otherwise called.
 */
export const nameSeries = (series: readonly Unnamed[], by: string | undefined): readonly string[] => {
  const names = by === undefined ? differing(series.map(({ labels }) => labels)) : [by];
  return numbered(series.map(({ labels, otherwise }) => nameOf(labels, names) || otherwise));
};
