import type { Fact, Person } from "../core/fact.ts";
import { samplesOf } from "../core/fact-samples.ts";
import type { Log } from "../core/log.ts";
import type { Output } from "../core/output.ts";
import type { Tally } from "../core/tally.ts";

/** Hears of facts that are new and stored. */
export interface FactOutput {
  /**
   * For each batch after its transaction, also one without new facts: people told in an earlier batch are remembered.
   * Never throws, never waits.
   */
  facts(fresh: readonly Fact[], people: readonly Person[]): void;
}

/** All outputs as one: each number to each of them; what one does wrong is logged and keeps it from none of the others. */
export const fanOut = (outputs: readonly Output[], log: Log): Output => {
  const broken = ({ name }: Output, err: unknown): void => log.error({ output: name, err }, "an output failed");
  return {
    name: "all",
    send(samples) {
      if (samples.length === 0) return;
      for (const output of outputs)
        try {
          output.send(samples);
        } catch (error) {
          broken(output, error);
        }
    },
    async close() {
      const close = async (output: Output): Promise<void> => {
        try {
          await output.close();
        } catch (error) {
          broken(output, error);
        }
      };
      await Promise.all(outputs.map(close));
    },
  };
};

/** Facts as samples to the output, and as "facts" to the tally, split by who where that is counted. */
export const createFactOutput = (output: Output, tally: Tally): FactOutput => {
  const known = new Map<string, Person>();
  return {
    facts(fresh, people) {
      for (const person of people) known.set(`${person.source}\n${person.id}`, person);
      if (fresh.length === 0) return;
      const samples = samplesOf(fresh, [...known.values()]);
      output.send(samples);
      for (const { value, tags } of samples) {
        const { source = "", kind = "", person = "" } = tags;
        tally.count("facts", { source, kind, person }, value);
      }
    },
  };
};
