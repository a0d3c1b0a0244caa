const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const seconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });

/** "14:02" in the browser's zone. */
export const clockTime = (atMs: number): string => clock.format(atMs);

/** "14:02:31". */
export const exactTime = (atMs: number): string => seconds.format(atMs);

/** "Sat 21 Nov, 14:02". */
export const dayTime = (atMs: number): string => `${day.format(atMs).replace(",", "")}, ${clock.format(atMs)}`;

/** Name of the browser's zone. */
export const zoneName = (): string => clock.resolvedOptions().timeZone;

let serverAheadMs = 0;

/** The server said what time it is: ages are told by its clock, however wrong this one is. */
export const setServerTime = (serverMs: number): void => {
  serverAheadMs = serverMs - (performance.timeOrigin + performance.now());
};

/** Now by the server's clock. */
export const nowMs = (): number => performance.timeOrigin + performance.now() + serverAheadMs;

/** A moment whose words can be read by machines and in full under the pointer. */
export const timeElement = (atMs: number, words: string): HTMLTimeElement => {
  const element = document.createElement("time");
  element.dateTime = new Date(atMs).toISOString();
  element.title = dayTime(atMs);
  element.className = "when";
  element.textContent = words;
  return element;
};
