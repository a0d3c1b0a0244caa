/** Source of alerts that thresholds of our own raise. */
export const WATCH = "watch";
