import { Refusal } from "../refusal.ts";
import { APP, TEAM } from "../state.ts";
import type { Method } from "./call.ts";
import { requireMessage, visibleChannel } from "./places.ts";

const authTest: Method = ({ state }) => ({
  url: `https://${TEAM.domain}.slack.com/`,
  team: TEAM.name,
  team_id: TEAM.id,
  user: state.manifest.botName,
  user_id: APP.botUser,
  bot_id: APP.botId,
  is_enterprise_install: false,
});

const openConnection: Method = (services) => ({ url: services.openTicket() });

const botsInfo: Method = ({ state }, args) => {
  const bot = args.text("bot");
  if (bot !== undefined && bot !== APP.botId) throw new Refusal("bot_not_found");
  return { bot: { id: APP.botId, deleted: false, name: state.manifest.botName, app_id: APP.id, user_id: APP.botUser } };
};

const teamInfo: Method = () => ({ team: { id: TEAM.id, name: TEAM.name, domain: TEAM.domain, email_domain: "" } });

const react =
  (add: boolean): Method =>
  ({ state }, args) => {
    const where = args.text("channel");
    const ts = args.text("timestamp");
    if (where === undefined || ts === undefined) throw new Refusal("no_item_specified");
    const channel = visibleChannel(state, where);
    if (!/^\d+\.\d{6}$/.test(ts)) throw new Refusal("bad_timestamp");
    const message = requireMessage(channel, ts);
    const name = args.word("name");
    if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new Refusal("invalid_name");
    if (add && channel.archived) throw new Refusal("is_archived");
    const users = message.reactions.find((one) => one.name === name)?.users;
    if (add && users?.includes(APP.botUser)) throw new Refusal("already_reacted");
    if (!add && !users?.includes(APP.botUser)) throw new Refusal("no_reaction");
    state.react(channel, message, APP.botUser, name, add);
    return {};
  };

/** The app itself, its team and its reactions. */
export const appMethods = {
  "auth.test": authTest,
  "apps.connections.open": openConnection,
  "bots.info": botsInfo,
  "team.info": teamInfo,
  "reactions.add": react(true),
  "reactions.remove": react(false),
};
