/** "1,240" */
export const formatCount = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

/** "1 page", "12 pages"; the plural is made with "s" unless given. */
export const countOf = (value: number, one: string, many = `${one}s`): string =>
  `${formatCount(value)} ${value === 1 ? one : many}`;

/** "0.083", "0.2", "1.3": a rate as exact as tells people apart; what is there is never 0. */
export const formatRate = (value: number): string => String(Number(value.toPrecision(2)));

/** Percent of a share 0-1, cut after three digits: what was down a little is never 100. */
export const cutPercent = (share: number): number => Math.floor(share * 100_000 + 1e-6) / 1000;

/** Milliseconds as people say them: "40 s", "4 min", "1 h 12 min", "2 d 3 h"; days from 48 hours on, "0 s" below zero. */
export const formatDuration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const [big, small, bigUnit, smallUnit] =
    minutes < 48 * 60
      ? [Math.floor(minutes / 60), minutes % 60, "h", "min"]
      : [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), "d", "h"];
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
};

/** "24 hours", "7 days": how far ahead a list of turns looks. */
export const daysAhead = (days: number): string => (days === 1 ? "24 hours" : `${days} days`);
