/**
 * Hard limits of Block Kit, in characters or items
 * (https://docs.slack.dev/reference/block-kit/blocks and the JSDoc of @slack/types).
 */
export const LIMITS = {
  message: { blocks: 50, attachments: 100, text: 40_000, updateText: 4000, blockChars: 13_200 },
  view: { blocks: 100, title: 24, submit: 24, close: 24, privateMetadata: 3000, callbackId: 255, depth: 3 },
  id: 255,
  section: { text: 3000, fields: 10, field: 2000 },
  header: 150,
  context: 10,
  actions: 25,
  image: { url: 3000, alt: 2000, title: 2000, fileId: /^F[A-Z0-9]{8,}$/ },
  input: { label: 2000, hint: 2000 },
  markdown: 12_000,
  table: { rows: 100, cells: 20, chars: 10_000 },
  button: { text: 75, value: 2000, url: 3000, label: 75 },
  option: { text: 75, value: 75, description: 75 },
  select: { options: 100, groups: 100, groupLabel: 75, placeholder: 150 },
  overflow: 5,
  topic: 250,
  checkboxes: 10,
  radio: 10,
  textInput: 3000,
  confirm: { title: 100, text: 300, confirm: 30, deny: 30 },
} as const;
