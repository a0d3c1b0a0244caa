import { Failure } from "../core/failure.ts";
import { defineIntegration } from "../core/integration.ts";
import { authHeader, createAskJson, secretsOf } from "../lib/ask-json.ts";
import { checkBase, httpUrl } from "../lib/http-url.ts";
import { createElasticsearch, whyElasticsearchRefused } from "./elasticsearch/logs.ts";

/** Index patterns, comma separated; no path of its own. */
const INDEX = /^[^\s/?#"<>|\\]+$/;

/** Counts of log lines in Elasticsearch or OpenSearch: one search, exact unless a shard gives up. */
export default defineIntegration({
  name: "elasticsearch",
  docs: "https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-search",
  settings: {
    ELASTICSEARCH_URL: {
      about: "where Elasticsearch or OpenSearch answers, as it is reached from here",
      example: "https://logs.example.com:9200",
    },
    ELASTICSEARCH_AUTH: {
      about: 'user:password, or "ApiKey …" with an encoded key that may read the indices',
      secret: true,
    },
    ELASTICSEARCH_INDEX: { about: "indices or data streams to search, comma separated", byDefault: "logs-*" },
    ELASTICSEARCH_TIME_FIELD: { about: "field that holds a line's time", byDefault: "@timestamp" },
    ELASTICSEARCH_MESSAGE_FIELD: { about: "field that plain words are looked for in", byDefault: "message" },
    ELASTICSEARCH_LINK_URL: {
      about: "where people open Discover, for links",
      example: "https://kibana.example.com/app/discover",
    },
  },
  check: ({ ELASTICSEARCH_URL: url, ELASTICSEARCH_INDEX: index, ELASTICSEARCH_LINK_URL: link }) => [
    ...checkBase("ELASTICSEARCH_URL", url, "https://logs.example.com:9200"),
    ...checkBase("ELASTICSEARCH_LINK_URL", link, "https://kibana.example.com/app/discover"),
    ...(index !== undefined && !INDEX.test(index)
      ? ["ELASTICSEARCH_INDEX is no list of indices: write it like logs-*,filebeat-*."]
      : []),
  ],
  connect(settings, { signal }) {
    const { ELASTICSEARCH_URL: url, ELASTICSEARCH_AUTH: auth, ELASTICSEARCH_LINK_URL: link } = settings;
    if (url === undefined) return undefined;
    const base = httpUrl(url);
    if (!base) throw new Failure("config", "ELASTICSEARCH_URL names no host");
    const ask = createAskJson({
      service: "Elasticsearch",
      keySetting: "ELASTICSEARCH_AUTH",
      headers: authHeader(auth),
      secrets: secretsOf(auth),
      why: whyElasticsearchRefused,
      signal,
    });
    return {
      logs: createElasticsearch(
        {
          base,
          index: settings.ELASTICSEARCH_INDEX ?? "logs-*",
          timeField: settings.ELASTICSEARCH_TIME_FIELD ?? "@timestamp",
          messageField: settings.ELASTICSEARCH_MESSAGE_FIELD ?? "message",
          discover: link === undefined ? undefined : httpUrl(link),
        },
        ask,
      ),
    };
  },
});
