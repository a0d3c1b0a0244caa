import { usage, wordsArg } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import { pictureButtons, summaryLine } from "../core/graph/reply.ts";

const MOST_COMMENT = 500;

const readWish = (text: string) => {
  const [, id, comment = ""] = /^(\S+)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (id === undefined || !/^[\w-]{1,64}$/.test(id))
    throw usage("no snapshot was named", "Which picture? Press Snapshot on its live page.");
  if (comment.trim().length <= MOST_COMMENT) return { id, comment: comment.trim() };
  throw usage("a comment too long", `The comment is too long: at most ${MOST_COMMENT} characters, please.`);
};

/** Posts a picture that the asker took on a live page, as it was on their screen. The page says these words for them. */
export default defineCommand({
  name: "graph post",
  help: "Posts a picture that you took on a live page. The page's Snapshot button says this for you.",
  examples: ["graph post 1f2e3d4c5b6a7988 it began with the deploy"],
  args: { wish: wordsArg("<picture> [comment]", readWish, { free: true }) },
  changes: true,

  async run({ graphs, asker }, { wish }) {
    const snapshot = await graphs.posted(wish.id);
    if (snapshot.by !== asker.id)
      throw new Failure("forbidden", `snapshot ${wish.id} is of another`, {
        tell: "Only whoever took that picture can post it.\nOpen its live view and take your own.",
      });
    const { id, spec, incidentId } = snapshot;
    return {
      title: spec.title,
      lines: [...(wish.comment === "" ? [] : [`“${wish.comment.replace(/\s+/g, " ")}”`]), summaryLine(spec)],
      taken: id,
      links: [{ label: "Frozen picture", url: graphs.links(snapshot).frozen }],
      buttons: pictureButtons(id, incidentId !== undefined),
      footer: ["As it was on the live page"],
      did: { about: spec.title },
    };
  },
});
