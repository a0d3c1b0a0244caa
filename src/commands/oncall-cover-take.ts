import { defineCommand } from "../core/command.ts";
import { oneId } from "../core/pager/args.ts";
import { partWords } from "../core/pager/turn-words.ts";
import { whenSpan } from "../core/time/when.ts";

/** What the button of a request says. */
export default defineCommand({
  name: "oncall cover take",
  help: "Takes the turns somebody asked to be covered for; the button of the request says this.",
  examples: ["oncall cover take 3f2a91c0"],
  args: { id: oneId() },
  changes: true,
  deed: "override",

  async run({ pager, asker, nowMs }, { id }) {
    const { cover, overrides } = await pager.takeCover(id);
    const made = new Set(overrides.map(({ schedule }) => schedule.id));
    const left = cover.parts.filter(({ scheduleId, toMs }) => toMs > nowMs && !made.has(scheduleId));
    return {
      title: `${cover.takenBy ?? asker.name} covers ${cover.by}`,
      lines: [
        ...overrides.map((one) => `${one.schedule.name}: ${whenSpan(one)}`),
        ...left.map((part) => `Not covered: ${partWords(part)}. ${pager.name} took no override there.`),
      ],
      footer: overrides.map(({ id: of, schedule }) => `Take it back: oncall override delete ${of} of ${schedule.name}`),
      did: { about: `cover for ${cover.by}` },
    };
  },
});
