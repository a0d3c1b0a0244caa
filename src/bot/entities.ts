const NAMES: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt" };
const SIGNS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">" };

/** The three signs that Slack reads, as it wants them (https://docs.slack.dev/messaging/formatting-message-text#escaping). */
export const writeEntities = (text: string): string => text.replace(/[&<>]/g, (sign) => `&${NAMES[sign]};`);

/** The same undone. */
export const readEntities = (text: string): string =>
  text.replace(/&(lt|gt|amp);/g, (whole, name: string) => SIGNS[name] ?? whole);
