import { strict as assert } from "node:assert";
import { createServer, type IncomingMessage } from "node:http";
import { createPagerDuty, type PagerDutyOptions } from "../../src/demo/pagerduty/index.ts";
import { isDescribed, refusalCheck, responseCheck } from "../demo-pagerduty/openapi.ts";
import { assertDescribed, type Wire } from "./pagerduty-described.ts";
import { NOW_MS } from "./pagerduty-responding-kit.ts";
import { connectTo } from "./pagerduty-setup.ts";

/** A request and what came back, as they went over the wire. */
interface Exchange extends Wire {
  readonly status: number;
  readonly answer: string;
}

const readAll = async (request: IncomingMessage): Promise<string> => {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
};

/** Hands everything on to the API at `target`, and remembers it. */
const recorder = async (target: string) => {
  const exchanges: Exchange[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const body = await readAll(request);
    const { host: _host, connection: _connection, "content-length": _length, ...passed } = headers;
    const result = await fetch(target + url, {
      method,
      headers: Object.entries(passed).map(([name, value]): [string, string] => [name, String(value)]),
      ...(body === "" ? {} : { body }),
    });
    const answer = await result.text();
    exchanges.push({ method, url, headers, body, status: result.status, answer });
    const type = result.headers.get("content-type");
    response.writeHead(result.status, type ? { "content-type": type } : {}).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${address.port}`, exchanges, close };
};

/** Fails unless PagerDuty describes the request and the answer. Answers "METHOD /path/{id} status". */
const assertExchange = (exchange: Exchange): string => {
  const operation = assertDescribed(exchange);
  const [method = "", path = ""] = operation.split(" ");
  const { status, answer } = exchange;
  const described = isDescribed(path, method.toLowerCase(), status);
  if (answer === "") assert.ok(described, `${operation} does not describe ${status}`);
  else {
    const refused = status >= 400;
    if (!refused) assert.ok(described, `${operation} does not describe ${status}`);
    const check = refused ? refusalCheck() : responseCheck(path, method.toLowerCase(), status);
    assert.ok(
      check(JSON.parse(answer)),
      `${operation} ${status}: ${JSON.stringify(check.errors?.slice(0, 3), null, 1)}`,
    );
  }
  return `${operation} ${status}`;
};

const required = <T>(value: T | undefined): T => {
  assert.ok(value !== undefined);
  return value;
};

/** A seeded account and a client of it, with all that goes between them. */
export const between = async (
  options: Partial<PagerDutyOptions> & { readonly key?: "userToken" | "readOnlyToken" } = {},
) => {
  const clock = () => NOW_MS;
  const pagerduty = await createPagerDuty({ clock, weeks: 1, ...options });
  const wire = await recorder(pagerduty.url);
  const publicUrl = "http://127.0.0.1:9";
  pagerduty.setWebhook(`${publicUrl}/hooks/pagerduty`);
  const pageService = required(pagerduty.account.services[0]).name;
  const client = connectTo(wire.url, pagerduty[options.key ?? "token"], {
    clock,
    publicUrl,
    secrets: "s",
    pageService,
  });
  const headers = {
    authorization: `Token token=${pagerduty.token}`,
    accept: "application/vnd.pagerduty+json;version=2",
  };
  const listed = await fetch(`${pagerduty.url}/webhook_subscriptions`, { headers });
  const subscription = required(/"id":"([^"]+)"/.exec(await listed.text())?.[1]);
  const [ana, ben] = pagerduty.people.filter(({ role }) => ["user", "admin", "owner"].includes(role));
  return {
    ...client,
    pagerduty,
    ana: required(ana),
    ben: required(ben),
    service: required(pagerduty.account.services[0]),
    /** Id of the account's webhook. */
    subscription,
    /** Opens an incident and answers its id. */
    open: (title = "Contract"): string => pagerduty.trigger({ service: pageService, title }).id,
    /** All that was asked since the last time, checked against the description. */
    described: (): readonly string[] => wire.exchanges.splice(0).map(assertExchange),
    async [Symbol.asyncDispose]() {
      client.stop();
      await wire.close();
      await pagerduty.close();
    },
  };
};

export type Between = Awaited<ReturnType<typeof between>>;
