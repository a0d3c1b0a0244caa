import type { Config } from "../config.ts";
import type { Alert } from "../core/alert.ts";
import { toFailure } from "../core/failure.ts";
import type { Delivered, HookRequest, ParsedAlert } from "../core/integration.ts";
import { SELF } from "../core/self.ts";
import { parseSelf } from "../flows/tell-admin.ts";
import { integrations } from "../integrations/index.ts";
import type { Heard } from "./heard.ts";

type Parse = (delivered: Delivered) => readonly (ParsedAlert | Alert)[];

/** Source name -> how its stored deliveries are read, Dr. M's own among them. */
export const parsersOf = ({ values }: Pick<Config, "values">): ReadonlyMap<string, Parse> => {
  const parsers = new Map<string, Parse>([[SELF, parseSelf]]);
  for (const { name, relay } of integrations)
    if (relay) parsers.set(name, (delivered) => relay.parse(delivered, values));
  return parsers;
};

/** Integration name -> the methods that `/hooks/<name>` takes and the check of who sent it. */
export const hooksOf = ({ values }: Pick<Config, "values">, heard: Pick<Heard, "refused">) =>
  Object.fromEntries(
    integrations.flatMap(({ name, relay }) => {
      if (!relay) return [];
      const verify = async (request: HookRequest): Promise<void> => {
        try {
          await relay.verify(request, values);
        } catch (error) {
          heard.refused(name, toFailure(error).message);
          throw error;
        }
      };
      return [[name, { ...(relay.methods ? { methods: relay.methods } : {}), verify }]];
    }),
  );
