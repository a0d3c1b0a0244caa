import type { Integration } from "../core/integration.ts";
import airbrake from "./airbrake.ts";
import alertmanager from "./alertmanager.ts";
import bugsnag from "./bugsnag.ts";
import cloudwatch from "./cloudwatch.ts";
import datadog from "./datadog.ts";
import deploys from "./deploys.ts";
import elasticsearch from "./elasticsearch.ts";
import errbit from "./errbit.ts";
import generic from "./generic.ts";
import grafana from "./grafana.ts";
import graphite from "./graphite.ts";
import honeybadger from "./honeybadger.ts";
import librato from "./librato.ts";
import loki from "./loki.ts";
import nagios from "./nagios.ts";
import opsgenie from "./opsgenie.ts";
import pagerduty from "./pagerduty.ts";
import papertrail from "./papertrail.ts";
import pingdom from "./pingdom.ts";
import prometheus from "./prometheus.ts";
import rabbitmq from "./rabbitmq.ts";
import raygun from "./raygun.ts";
import rollbar from "./rollbar.ts";
import sentry from "./sentry.ts";
import solarwinds from "./solarwinds.ts";
import statsd from "./statsd.ts";
import stdout from "./stdout.ts";
import victorops from "./victorops.ts";

/** Every service that Dr. M knows: one import a line. */
export const integrations: readonly Integration[] = [
  airbrake,
  alertmanager,
  bugsnag,
  cloudwatch,
  datadog,
  deploys,
  elasticsearch,
  errbit,
  generic,
  grafana,
  graphite,
  honeybadger,
  librato,
  loki,
  nagios,
  opsgenie,
  pagerduty,
  papertrail,
  pingdom,
  prometheus,
  rabbitmq,
  raygun,
  rollbar,
  sentry,
  solarwinds,
  statsd,
  stdout,
  victorops,
];
