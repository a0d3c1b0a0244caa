import { defineIntegration } from "../core/integration.ts";
import { readCertificate } from "../lib/certificate.ts";
import { cacheTexts, createFetchText } from "../lib/fetch-text.ts";
import { checkBase } from "../lib/http-url.ts";
import { createMeasure } from "./cloudwatch/measure.ts";
import { parseSns } from "./cloudwatch/parse.ts";
import { createVerify, topicsOf } from "./cloudwatch/verify.ts";

const ARN = /^arn:aws[\w-]*:sns:[a-z0-9-]+:\d+:[\w.-]+$/;
const REGION = /^[a-z]{2}[a-z-]*-\d$/;
const EXAMPLE = "https://monitoring.eu-west-1.amazonaws.com";
const fetchText = createFetchText({ timeoutMs: 5_000, maxBytes: 65_536 });
/** What is no certificate is not remembered. */
const fetchCertificate = async (url: URL): Promise<string> => {
  const pem = await fetchText(url);
  readCertificate(pem);
  return pem;
};
const verifySns = createVerify({ certificate: cacheTexts(fetchCertificate, 16), confirm: fetchText });

/** CloudWatch: its alarms, and whatever else AWS SNS delivers, signed and only from the topics that are allowed; and its points. */
export default defineIntegration({
  name: "cloudwatch",
  docs: "https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html",
  settings: {
    CLOUDWATCH_TOPICS: {
      about:
        "ARNs of the SNS topics that may deliver, comma separated; their subscriptions are confirmed by themselves",
      example: "arn:aws:sns:eu-west-1:123456789012:alarms",
    },
    CLOUDWATCH_REGION: { asking: true, about: "region that is asked for points of graphs", example: "eu-west-1" },
    CLOUDWATCH_ACCESS_KEY_ID: {
      asking: true,
      about:
        "key of an identity that may cloudwatch:GetMetricData and ListMetrics; without it AWS's own ways are tried",
      secret: true,
    },
    CLOUDWATCH_SECRET_ACCESS_KEY: { asking: true, about: "the secret of that key", secret: true },
    CLOUDWATCH_ENDPOINT: {
      asking: true,
      about: "where CloudWatch is, when not at AWS's own address",
      example: EXAMPLE,
    },
  },
  check: (settings) => [
    ...topicsOf(settings.CLOUDWATCH_TOPICS)
      .filter((topic) => !ARN.test(topic))
      .map(
        (topic) =>
          `CLOUDWATCH_TOPICS names "${topic}", which is no topic: write arn:aws:sns:<region>:<account>:<name>.`,
      ),
    ...checkBase("CLOUDWATCH_ENDPOINT", settings.CLOUDWATCH_ENDPOINT, EXAMPLE),
    ...(settings.CLOUDWATCH_REGION === undefined || REGION.test(settings.CLOUDWATCH_REGION)
      ? []
      : ["CLOUDWATCH_REGION is no region: write it like eu-west-1."]),
    ...((settings.CLOUDWATCH_ACCESS_KEY_ID === undefined) === (settings.CLOUDWATCH_SECRET_ACCESS_KEY === undefined)
      ? []
      : ["CLOUDWATCH_ACCESS_KEY_ID and CLOUDWATCH_SECRET_ACCESS_KEY belong together: set both."]),
  ],
  relay: {
    verify: (request, { CLOUDWATCH_TOPICS }) => verifySns(request, CLOUDWATCH_TOPICS),
    parse: (delivered, settings) => parseSns(delivered, settings?.CLOUDWATCH_REGION),
  },
  connect(settings, connection) {
    const { CLOUDWATCH_REGION: region, CLOUDWATCH_ENDPOINT: endpoint } = settings;
    const { CLOUDWATCH_ACCESS_KEY_ID: accessKeyId, CLOUDWATCH_SECRET_ACCESS_KEY: secretAccessKey } = settings;
    if (region === undefined) return undefined;
    return { measure: createMeasure({ region, endpoint, accessKeyId, secretAccessKey }, connection) };
  },
});
