/** Names of months as people write them, short or whole, as a pattern of small letters. */
export const MONTH =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

/** Names of weekdays as people write them; other words that begin so are none: "monitoring", "market", "wedge". */
export const WEEKDAY =
  "(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)";

/** A time zone as people write it, as a pattern for small and large letters alike: "UTC", "Europe/Berlin". */
export const ZONE = "(?:utc|gmt|[a-z]+(?:\\/[a-z0-9_+-]+)+)";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** 1 = January, for a name that `MONTH` fits. */
export const monthOf = (name = ""): number => MONTHS.indexOf(name.slice(0, 3)) + 1;

/** 1 = Monday, for a name that `WEEKDAY` fits. */
export const weekdayOf = (name = ""): number => WEEKDAYS.indexOf(name.slice(0, 3)) + 1;
