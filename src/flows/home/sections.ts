import type { Failure } from "../../core/failure.ts";
import type { Reply } from "../../core/message.ts";

/** One part of the home tab: what it is called until it has its own title, and the words that make it. */
export interface HomeSection {
  readonly name: string;
  readonly words: string;
  /** Left out where the pager does not know the person: another section says so. */
  readonly ownOnly?: boolean;
  /** So many rows of it; the command itself tells the rest. */
  readonly mostRows?: number;
}

/** What the tab shows, in the order in which it is looked for at night. */
export const HOME_SECTIONS: readonly HomeSection[] = [
  { name: "My open incidents", words: "oncall incidents mine", ownOnly: true },
  { name: "Open incidents", words: "oncall incidents all" },
  { name: "On call now", words: "oncall who" },
  { name: "My next shifts", words: "oncall my schedule 14" },
  { name: "This week", words: "oncall stats this week", mostRows: 8 },
  { name: "My mutes", words: "alerts mutes mine" },
];

/** What the button "Refresh" says: whoever hears it publishes the tab anew instead of running a command. */
export const REFRESH_WORDS = "oncall home";

/** What can be done from here without looking for it first. */
export const QUICK_ACTIONS: Reply = {
  title: "Quick actions",
  buttons: [
    { label: "Page…", form: { name: "page", about: "" }, style: "danger" },
    { label: "Override…", form: { name: "override", about: "" } },
    { label: "Cover me…", form: { name: "cover", about: "" } },
    { label: "Refresh", say: REFRESH_WORDS },
  ],
};

/** An answer as a part of the tab: nothing of it is posted, drawn or taken back there. */
export const sectionOf = (
  { picture: _picture, did: _did, private: _private, ...reply }: Reply,
  { mostRows, words }: HomeSection,
): Reply =>
  mostRows === undefined || (reply.rows ?? []).length <= mostRows
    ? reply
    : {
        ...reply,
        rows: reply.rows?.slice(0, mostRows),
        buttons: [...(reply.buttons ?? []), { label: "All of it", say: words }],
      };

/** A part that is not there yet. */
export const loadingSection = ({ name }: HomeSection): Reply => ({ title: name, lines: ["loading…"] });

/** A part that could not be made; undefined when it is to be left out. */
export const failedSection = ({ name, ownOnly }: HomeSection, failure: Failure): Reply | undefined =>
  ownOnly && failure.code === "forbidden"
    ? undefined
    : { title: name, lines: [failure.tell ?? "This did not work. Press Refresh to try again."] };
