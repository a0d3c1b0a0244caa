import { type Ears, refreshHome } from "./ears.ts";

/** Somebody looks at the home tab: it is drawn anew for them. */
export const listenHome = (ears: Ears): void => {
  ears.app.event("app_home_opened", async ({ event }) => {
    if (event.tab === "home") await refreshHome(ears, event.user);
  });
};
