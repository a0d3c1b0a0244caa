import { defineCommand } from "../core/command.ts";

/** The opposite of "link me as". */
export default defineCommand({
  name: "oncall forget me",
  aliases: ["oncall unlink me", "oncall unlink"],
  help: "Forgets the address that you linked; your Slack one counts again.",
  examples: ["oncall forget me"],
  args: {},
  changes: true,

  async run({ pager }) {
    return (await pager.forget())
      ? { title: "Forgotten.", lines: [`At ${pager.name} you are whoever has your Slack address.`], private: true }
      : { title: "There was nothing to forget: you linked no address.", private: true };
  },
});
