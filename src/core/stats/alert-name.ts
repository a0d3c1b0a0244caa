/** A number that stands alone, perhaps with its unit: "91%", "1,204", "3.5 s"; not "web-513", "v2" or "10.0.0.7". */
const NUMBER =
  /(?<![\p{L}\p{N}_.:/#-])\d+(?:[.,]\d+)*(?=$|[\s%,;:)\]]|(?:ms|s|[KMGT]i?B|B)(?![\p{L}\p{N}_-])|\.(?:\s|$))/gu;

/** What incidents of one alert share: their title with values taken out. "Disk 91% full on db-3" -> "Disk #% full on db-3". */
export const alertName = (title: string): string => title.trim().replaceAll(NUMBER, "#").replaceAll(/\s+/gu, " ");
