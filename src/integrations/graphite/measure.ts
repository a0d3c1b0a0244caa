import type { Connection } from "../../core/integration.ts";
import type { Measure, MeasureQuestion } from "../../core/measure.ts";
import { authHeader, createAskJson, secretsOf } from "../../lib/ask-json.ts";
import { createFind } from "./find.ts";
import { readRender } from "./render.ts";
import { targetOf } from "./target.ts";

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

/** Points of Graphite; what StatsD sends there too. */
export const createMeasure = ({ url, auth, linkUrl }: GraphitePlace, { signal }: Connection): Measure => {
  const askJson = createAskJson({
    service: "Graphite",
    keySetting: "GRAPHITE_AUTH",
    headers: authHeader(auth),
    secrets: secretsOf(auth),
    why: (_body, text) => whyOf(text),
    signal,
  });
  return {
    name: "Graphite",
    async ask(question) {
      const { fromMs, toMs, by, points } = question;
      const form = new URLSearchParams({
        target: targetOf(question.query, by),
        ...rangeOf({ ...question, fromMs: fromMs - 1_000 }),
        format: "json",
        maxDataPoints: String(points),
      });
      const render = under(url, "render");
      const isLong = form.toString().length > LONGEST_GET;
      if (!isLong) render.search = form.toString();
      const { body } = await askJson("points", isLong ? { url: render, form } : { url: render });
      return readRender(body, { fromMs, toMs, by: by?.label });
    },
    link: (question) => linkTo(linkUrl, question),
    names: createFind(askJson, under(url, "metrics/find")),
  };
};
