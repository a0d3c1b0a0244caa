import { defineIntegration } from "../core/integration.ts";
import { readCertificate } from "../lib/certificate.ts";
import { cacheTexts, createFetchText } from "../lib/fetch-text.ts";
import { parseSns } from "./cloudwatch/parse.ts";
import { createVerify, topicsOf } from "./cloudwatch/verify.ts";

const ARN = /^arn:aws[\w-]*:sns:[a-z0-9-]+:\d+:[\w.-]+$/;
const fetchText = createFetchText({ timeoutMs: 5_000, maxBytes: 65_536 });
/** What is no certificate is not remembered. */
const fetchCertificate = async (url: URL): Promise<string> => {
  const pem = await fetchText(url);
  readCertificate(pem);
  return pem;
};
const verifySns = createVerify({ certificate: cacheTexts(fetchCertificate, 16), confirm: fetchText });

/** CloudWatch alarms, and whatever else AWS SNS delivers: signed, and only from the topics that are allowed. */
export default defineIntegration({
  name: "cloudwatch",
  docs: "https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html",
  settings: {
    CLOUDWATCH_TOPICS: {
      about:
        "ARNs of the SNS topics that may deliver, comma separated; their subscriptions are confirmed by themselves",
      example: "arn:aws:sns:eu-west-1:123456789012:alarms",
    },
  },
  check: ({ CLOUDWATCH_TOPICS }) =>
    topicsOf(CLOUDWATCH_TOPICS)
      .filter((topic) => !ARN.test(topic))
      .map(
        (topic) =>
          `CLOUDWATCH_TOPICS names "${topic}", which is no topic: write arn:aws:sns:<region>:<account>:<name>.`,
      ),
  relay: {
    verify: (request, { CLOUDWATCH_TOPICS }) => verifySns(request, CLOUDWATCH_TOPICS),
    parse: parseSns,
  },
});
