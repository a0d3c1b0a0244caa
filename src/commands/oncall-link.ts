import { email } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";

/** Remembers which address the asker has at the pager, so that acks carry their own name. */
export default defineCommand({
  name: "oncall link me as",
  aliases: ["link me as", "pager me as", "pager as", "oncall link me to", "oncall link as"],
  help: "Tells me your PagerDuty e-mail, where it differs from your Slack one.",
  examples: ["oncall link me as ana@example.com", "pager me as ana@example.com"],
  args: { email: email() },
  changes: true,

  async run(context, args) {
    const found = await context.link(args.email);
    return {
      title: `You are ${found.name} (${found.email}) at PagerDuty.`,
      lines: ["What you ack and resolve from here carries that name."],
      private: true,
    };
  },
});
