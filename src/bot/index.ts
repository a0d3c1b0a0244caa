export { createInbound } from "./asked.ts";
export type { BotOptions } from "./bot-options.ts";
export type { BotState } from "./bot-state.ts";
export { type Bot, createBot } from "./create-bot.ts";
export { botSettings, checkBotSettings } from "./settings.ts";
export { EVENTS, METHODS, OPTIONAL_SCOPES, SLASH_COMMANDS } from "./slack-methods.ts";
