import { Failure } from "../../core/failure.ts";

/** One metric of CloudWatch, or an expression (metric math, SEARCH, Metrics Insights), as people write it. */
export interface CloudwatchQuery {
  readonly metric?: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: readonly (readonly [name: string, value: string])[];
  };
  readonly expression?: string;
  /** "Average", "Sum", "p99", "TM(10%:90%)"… */
  readonly stat: string;
  /** Least distance of points, in seconds. */
  readonly periodS?: number;
  /** Where else than at home: "eu-west-1". */
  readonly region?: string;
}

const EXAMPLE = "AWS/ApplicationELB TargetResponseTime{LoadBalancer=app/x} p99";
const NAMED: Readonly<Record<string, string>> = {
  average: "Average",
  avg: "Average",
  sum: "Sum",
  minimum: "Minimum",
  min: "Minimum",
  maximum: "Maximum",
  max: "Maximum",
  samplecount: "SampleCount",
  sample_count: "SampleCount",
  count: "SampleCount",
  iqm: "IQM",
};
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const OTHER = /^(?:(?:p|tm|tc|ts|wm)\d{1,2}(?:\.\d{1,10})?|p100|(?:TM|TC|TS|WM|PR)\([^()\s]{1,60}\))$/i;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const NAME = String.raw`"([^"]*)"|([^"{}=,\s]+(?: +[^"{}=,\s]+)*)`;
const DIMENSION = new RegExp(String.raw`^\s*(?:${NAME})\s*=\s*(?:"([^"]*)"|([^"{},]*?))\s*(?:,|$)`);

const refused = (why: string): Failure =>
  new Failure("usage", `CloudWatch: ${why}`, {
    tell: `CloudWatch cannot read that query: ${why}. Write it like ${EXAMPLE}, or an expression beginning with "=".`,
  });

/** "p99", "average": as CloudWatch writes it; undefined when it is no statistic. */
export const statOf = (word: string): string | undefined =>
  NAMED[word.toLowerCase()] ??
  (OTHER.test(word) ? word.replace(/^[a-z]+(?=\()/i, (name) => name.toUpperCase()) : undefined);

const periodOf = (word: string): number | undefined => {
  const [, number = "", unit = ""] = /^(\d{1,6})([smhd])$/.exec(word) ?? [];
  const seconds = Number(number) * (SECONDS[unit] ?? 0);
  return seconds > 0 ? seconds : undefined;
};

/** The words behind the metric: a statistic, a period ("300s"), "@region", in any order. */
const readTail = (words: readonly string[]): Pick<CloudwatchQuery, "stat" | "periodS" | "region"> => {
  const tail: { stat?: string; periodS?: number; region?: string } = {};
  for (const word of words) {
    const stat = statOf(word);
    const periodS = periodOf(word);
    if (stat !== undefined) tail.stat = stat;
    else if (periodS !== undefined) tail.periodS = periodS;
    else if (/^@[a-z]{2}[a-z-]*-\d$/.test(word)) tail.region = word.slice(1);
    else throw refused(`"${word.slice(0, 60)}" is neither a statistic (Average, Sum, p99…) nor a period (300s)`);
  }
  return { stat: "Average", ...tail };
};

const readDimensions = (text: string): readonly (readonly [string, string])[] => {
  const pairs: [string, string][] = [];
  let rest = text;
  while (rest.trim() !== "") {
    const found = DIMENSION.exec(rest);
    if (!found) throw refused(`"{${text.slice(0, 60)}}" is no list of dimensions like {Name=value,Other=value}`);
    pairs.push([found[1] ?? found[2] ?? "", found[3] ?? found[4] ?? ""]);
    rest = rest.slice(found[0].length);
  }
  if (pairs.length > 30) throw refused("a metric has at most 30 dimensions");
  return pairs;
};

/** "AWS/RDS CPUUtilization", "AWS/RDS/CPUUtilization", `"My space"/"a/b"`. */
const readNames = (text: string): readonly [namespace: string, name: string] => {
  const quoted = /^"([^"]+)"\s*[/\s]\s*"([^"]+)"$/.exec(text) ?? /^(\S*[^\s"])\s+([^\s"]+)$/.exec(text);
  const [, namespace = "", name = ""] = quoted ?? /^([^"]+)\/([^"/]+)$/.exec(text) ?? [];
  if (namespace.trim() === "" || name.trim() === "") throw refused(`"${text.slice(0, 60)}" is no Namespace/MetricName`);
  return [namespace.trim(), name.trim()];
};

/** The end of `{…}`: a brace in quotes does not count. */
const closingAt = (text: string, from: number): number => {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === "}" && !quoted) return at;
  }
  throw refused('"{" has no "}"');
};

const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

/** Without dimensions, the words at the end that are a statistic, a period or a region are no part of the name. */
const splitTail = (text: string): readonly [head: string, tail: readonly string[]] => {
  const words = text.trim().split(/(?<!\s)\s+(?!\s)(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const isTail = (word: string): boolean =>
    statOf(word) !== undefined || periodOf(word) !== undefined || /^@[a-z-]+-\d$/.test(word);
  const from = words.findLastIndex((word) => !isTail(word)) + 1;
  return [words.slice(0, from).join(" "), words.slice(from)];
};

/** What somebody typed -> what CloudWatch is asked. Throws Failure("usage") with an example. */
export const readQuery = (text: string): CloudwatchQuery => {
  const query = text.trim();
  if (query.length > 2048) throw refused("it is longer than 2,048 characters");
  if (query.startsWith("=")) {
    const [, expression = "", region] = /^=\s*([\s\S]*?)(?:\s+@([a-z]{2}[a-z-]*-\d))?\s*$/.exec(query) ?? [];
    if (expression === "") throw refused('there is no expression behind "="');
    return { expression, stat: "Average", ...(region === undefined ? {} : { region }) };
  }
  const brace = query.indexOf("{");
  const end = brace < 0 ? -1 : closingAt(query, brace);
  const [head, tail] = brace < 0 ? splitTail(query) : [query.slice(0, brace).trim(), wordsOf(query.slice(end + 1))];
  const [namespace, name] = readNames(head);
  const dimensions = brace < 0 ? [] : readDimensions(query.slice(brace + 1, end));
  return { metric: { namespace, name, dimensions }, ...readTail(tail) };
};

const quotedIf = (text: string, odd: RegExp): string => (odd.test(text) ? `"${text}"` : text);

/** The same as text that reads back to the same; undefined when a name holds quotes. */
export const queryText = ({ metric, stat, periodS, region }: CloudwatchQuery): string | undefined => {
  if (!metric || [metric.namespace, metric.name, ...metric.dimensions.flat()].some((text) => text.includes('"')))
    return undefined;
  const odd = /[\s{}=,]/;
  const isOdd = odd.test(metric.namespace) || /[/\s{}=,]/.test(metric.name);
  const names = isOdd ? `"${metric.namespace}"/"${metric.name}"` : `${metric.namespace}/${metric.name}`;
  const pairs = metric.dimensions.map(([name, value]) => `${quotedIf(name, odd)}=${quotedIf(value, odd)}`);
  const words = [stat, periodS === undefined ? undefined : `${periodS}s`, region && `@${region}`];
  return [`${names}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""}`, ...words].filter(Boolean).join(" ");
};
