// Real servers of Debian on loopback, each in a folder of its own; every one is ended by its process handle.

export { type Graphite, graphitePrograms, startGraphite } from "./graphite-server.ts";
export {
  type MetricsServer,
  prometheusPrograms,
  type Sampled,
  startPrometheus,
  startVictoria,
  victoriaPrograms,
} from "./prometheus-server.ts";
export { type Rabbit, rabbitPrograms, startRabbit } from "./rabbit-server.ts";
