/**
 * What Slack takes at most, in characters or items (https://docs.slack.dev/reference/block-kit/blocks and the JSDoc of
 * @slack/types). `totalChars` is below what was seen refused for a whole message
 * (https://github.com/slackapi/bolt-js/issues/2509); `inARow` is what a phone shows
 * side by side; `title`, `value`, `lines`, `rows`, `footer`, `controls` and `choose` are our own shares.
 */
export const LIMITS = {
  text: 4000,
  sectionText: 3000,
  fields: 10,
  field: 2000,
  contextElements: 10,
  buttons: 25,
  buttonText: 75,
  accessibilityLabel: 75,
  buttonValue: 2000,
  url: 3000,
  altText: 2000,
  uploadAltText: 1000,
  imageTitle: 2000,
  blocks: 50,
  homeBlocks: 100,
  inARow: 5,
  optionText: 75,
  optionValue: 75,
  options: 100,
  menu: 5,
  confirmTitle: 100,
  confirmText: 300,
  confirmLabel: 30,
  placeholder: 150,
  viewTitle: 24,
  metadata: 3000,
  inputText: 3000,
  label: 2000,
  topic: 250,
  title: 150,
  itemUrl: 500,
  value: 200,
  lines: 5000,
  rows: 4000,
  footer: 1500,
  controls: 4000,
  choose: 4000,
  totalChars: 12_000,
} as const;

/** Room for the longest sign that is one to the eye. */
const LONGEST_SIGN = 100;
const SEGMENTS = new Intl.Segmenter("en", { granularity: "grapheme" });

/** At most `max` UTF-16 units, ending in "…" when something was cut; never cuts an emoji in two. */
export const truncate = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const end = SEGMENTS.segment(text.slice(0, max + LONGEST_SIGN)).containing(max - 1)?.index ?? max - 1;
  return `${text.slice(0, end).trimEnd()}…`;
};
