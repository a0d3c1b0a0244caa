import { Failure } from "../../core/failure.ts";
import type { Connection } from "../../core/integration.ts";
import type { Measure, MeasureQuestion } from "../../core/measure.ts";
import { type AskJson, authHeader, createAskJson, secretsOf } from "../../lib/ask-json.ts";
import { createFind } from "./find.ts";
import { readRender } from "./render.ts";
import { addsUp, peaksTarget, targetOf } from "./target.ts";

/** Where graphite-web is asked, with what, and where browsers open it. */
export interface GraphitePlace {
  readonly url: string;
  readonly auth: string | undefined;
  readonly linkUrl: string;
}

/** A longer question may not fit into an address. */
const LONGEST_GET = 1_500;

const under = (base: string, path: string): URL => new URL(path, `${base.replace(/\/+$/, "")}/`);

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&#x27;": "'",
  "&amp;": "&",
};

const plain = (html: string): string =>
  html.replace(/<[^>]*>/g, " ").replace(/&(?:lt|gt|quot|amp|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity);

/**
 * What graphite-web says about a failure: a line of text, or the exception of a page or text of Django's:
 * https://github.com/django/django/blob/main/django/views/debug.py
 */
export const whyOf = (text: string): string => {
  const [head = "", next = ""] = text.trim().split("\n");
  if (/^\w+ at \//.test(head)) return next.trim();
  if (!/^<(?:!doctype|html|head|body|h1)/i.test(head)) return head;
  const exception =
    /class="exception_value"[^>]*>([\s\S]*?)<\/pre>/.exec(text) ??
    /\n\w*(?:Error|Exception): ([^\n<]+)\s*(?=<|$)/.exec(text) ??
    /<title>([\s\S]*?)<\/title>/i.exec(text);
  return plain(exception?.[1] ?? "").trim();
};

const rangeOf = ({ fromMs, toMs, tz }: MeasureQuestion): Record<string, string> => ({
  from: String(Math.floor(fromMs / 1000)),
  until: String(Math.ceil(toMs / 1000)),
  tz,
});

/** The picture that graphite-web itself draws, at absolute times. */
const linkTo = (base: string, question: MeasureQuestion): string => {
  const url = under(base, "render");
  const target = targetOf(question.query, question.by);
  url.search = new URLSearchParams({ target, ...rangeOf(question), width: "1000", height: "500" }).toString();
  return url.href;
};

/** A query that Python stumbles over: https://github.com/graphite-project/graphite-web/blob/master/webapp/graphite/render/functions.py */
const BAD_CALL = /missing \d+ required|takes .* argument|unexpected keyword|multiple values for argument/;

/** The failure of a query that is wrong, where Graphite takes it for its own. */
const ownWords = (failure: Failure, by: MeasureQuestion["by"]): Failure => {
  const { code, message, tell = message } = failure;
  if (code !== "upstream") return failure;
  if (by !== undefined && !/^\d+$/.test(by.label))
    return new Failure("usage", message, {
      tell: `Nothing is split by "${by.label}": perhaps these metrics have no such tag. Names without tags are split by the number of a node: in servers.web1.cpu "by 1" is web1.`,
      cause: failure,
    });
  if (!BAD_CALL.test(message)) return failure;
  const why = tell.replace(/^Graphite has trouble of its own: /, "");
  return new Failure("usage", message, { tell: `Graphite cannot read that query: ${why}`, cause: failure });
};

/** Until then what falls into one point is a matter of seconds. */
const PEAKS_FROM_MS = 2 * 3_600_000;
/** What a picture can do without is not waited for any longer. */
const PEAKS_MS = 2_000;

const createRender =
  (askJson: AskJson, url: string) => async (what: string, target: string, question: MeasureQuestion) => {
    const form = new URLSearchParams({
      target,
      ...rangeOf({ ...question, fromMs: question.fromMs - 1_000 }),
      format: "json",
      maxDataPoints: String(question.points),
    });
    const render = under(url, "render");
    const isLong = form.toString().length > LONGEST_GET;
    if (!isLong) render.search = form.toString();
    const { body } = await askJson(what, isLong ? { url: render, form } : { url: render });
    return body;
  };

/** Points of Graphite; what StatsD sends there too. */
export const createMeasure = ({ url, auth, linkUrl }: GraphitePlace, { signal, log }: Connection): Measure => {
  const asker = (timeoutMs?: number): AskJson =>
    createAskJson({
      service: "Graphite",
      keySetting: "GRAPHITE_AUTH",
      headers: authHeader(auth),
      secrets: secretsOf(auth),
      why: (_body, text) => whyOf(text),
      ...{ signal, timeoutMs },
    });
  const askJson = asker();
  const [points, highest] = [createRender(askJson, url), createRender(asker(PEAKS_MS), url)];
  const peaksOf = async (target: string, question: MeasureQuestion): Promise<unknown> => {
    const wanted = question.toMs - question.fromMs < PEAKS_FROM_MS ? undefined : peaksTarget(target);
    try {
      return wanted === undefined ? undefined : await highest("the highest of each step", wanted, question);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      log.debug({ err: error }, "a graph is drawn without the highest of each step");
      return undefined;
    }
  };
  return {
    name: "Graphite",
    async ask(question) {
      const { query, fromMs, toMs, by } = question;
      const target = targetOf(query, by);
      try {
        const [body, peaks] = await Promise.all([points("points", target, question), peaksOf(target, question)]);
        return readRender(body, { fromMs, toMs, by: by?.label, sums: addsUp(target), peaks });
      } catch (error) {
        throw error instanceof Failure ? ownWords(error, by) : error;
      }
    },
    link: (question) => linkTo(linkUrl, question),
    names: createFind(askJson, under(url, "metrics/find")),
  };
};
