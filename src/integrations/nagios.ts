import { defineIntegration } from "../core/integration.ts";
import { readAnyBody, requireObject } from "../lib/any-body.ts";
import { checkTokens, requireHookToken, tokenSetting } from "../lib/hook-token.ts";
import { readNotification } from "./nagios/notification.ts";

const checkUrl = (text: string | undefined): readonly string[] =>
  text === undefined || /^https?:\/\/[^\s?#]+$/.test(text)
    ? []
    : ["NAGIOS_URL is no web address: write it like https://nagios.example.com/nagios."];

/** Nagios and Icinga have no webhook of their own: `notifyCommand` of nagios/command.ts is the command to give them. */
export default defineIntegration({
  name: "nagios",
  docs: "https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macrolist.html",
  settings: {
    NAGIOS_TOKEN: tokenSetting("at the end of the URL that the notification command posts to, or as a bearer token"),
    NAGIOS_URL: {
      about: "address of the Nagios web pages, for links to the host or service",
      example: "https://nagios.example.com/nagios",
    },
  },
  check: ({ NAGIOS_TOKEN, NAGIOS_URL }) => [...checkTokens("NAGIOS_TOKEN", NAGIOS_TOKEN), ...checkUrl(NAGIOS_URL)],
  relay: {
    async verify(request, { NAGIOS_TOKEN }) {
      requireHookToken(request, "NAGIOS_TOKEN", NAGIOS_TOKEN);
    },
    parse(delivered, settings) {
      const raw = requireObject(readAnyBody(delivered.body), "a Nagios notification");
      return [readNotification(raw, delivered, settings?.NAGIOS_URL)];
    },
  },
});
