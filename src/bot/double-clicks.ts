/** Later than this, in seconds, a second press is meant. */
const DOUBLE_S = 1;
const MOST = 1_000;

/**
 * Whether a press is the second half of a double click: the same person, the same words, the same message, at nearly
 * the same time. `actionTs` is Slack's time of the press; the same press delivered once more is no second one.
 */
export const createDoubleClicks = (): ((press: string, actionTs: string) => boolean) => {
  const pressed = new Map<string, number>();
  return (press, actionTs) => {
    const at = Number(actionTs);
    const before = pressed.get(press);
    if (before !== undefined && at !== before && Math.abs(at - before) < DOUBLE_S) return true;
    if (pressed.size >= MOST) pressed.clear();
    pressed.set(press, at);
    return false;
  };
};
