import type { FastifyReply, FastifyRequest } from "fastify";
import type { Failure } from "../core/failure.ts";
import { escapeHtml, pageHeaders, renderPage, renderWords } from "./pages.ts";

const HEADLINES: Readonly<Record<number, string>> = {
  400: "That request cannot be read",
  401: "Not allowed",
  403: "This link does not open",
  404: "Nothing here",
  405: "That is not how this page works",
  413: "Too large",
  429: "Too many requests",
  503: "Not available right now",
};

const wantsHtml = (request: FastifyRequest): boolean => (request.headers.accept ?? "").includes("text/html");

/** Answers with few words, as a page for browsers and as JSON for everybody else. `tell` is plain text. */
export const answerWords = (
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: string,
  tell: string,
): FastifyReply => {
  reply.code(status);
  if (!wantsHtml(request)) {
    return reply
      .headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" })
      .send({ ok: false, error: code, tell });
  }
  const title = HEADLINES[status] ?? "Something went wrong";
  return reply
    .headers(pageHeaders())
    .send(renderPage(`${title} · Dr. M`, `<h1>${escapeHtml(title)}</h1>\n<p>${renderWords(tell)}</p>`));
};

/** Answers a Failure; its `message` stays in the log. */
export const answerFailure = (request: FastifyRequest, reply: FastifyReply, failure: Failure): FastifyReply => {
  if (failure.retry) reply.header("retry-after", String(Math.ceil((failure.retryAfterMs ?? 5000) / 1000)));
  const byDefault = failure.status < 500 ? "The request was refused." : "Something went wrong here. It is in the log.";
  return answerWords(request, reply, failure.status, failure.code, failure.tell ?? byDefault);
};
