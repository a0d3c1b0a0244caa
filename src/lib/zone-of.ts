/** The zone if this machine knows it: services also hold names that are no IANA zones. */
export const zoneOf = (name: string | null | undefined): string | undefined => {
  if (!name) return undefined;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone && name;
  } catch {
    return undefined;
  }
};
