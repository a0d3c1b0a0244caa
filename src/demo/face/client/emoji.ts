const NAMES = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|clap 👏|wave 👋|pray 🙏|muscle 💪|raised_hands 🙌|point_right 👉
smile 😄|smiley 😃|grinning 😀|slightly_smiling_face 🙂|joy 😂|wink 😉|sweat_smile 😅|thinking_face 🤔|cry 😢|sob 😭|scream 😱
heart ❤️|fire 🔥|tada 🎉|sparkles ✨|star ⭐|zap ⚡|boom 💥|rocket 🚀|eyes 👀|100 💯|bulb 💡|bug 🐛|wrench 🔧|gear ⚙️
white_check_mark ✅|heavy_check_mark ✔️|x ❌|warning ⚠️|rotating_light 🚨|bell 🔔|no_bell 🔕|octagonal_sign 🛑|no_entry ⛔|question ❓|exclamation ❗
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|white_circle ⚪|black_circle ⚫
hourglass ⌛|hourglass_flowing_sand ⏳|clock1 🕐|alarm_clock ⏰|calendar 📅|date 📅|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊
memo 📝|book 📖|link 🔗|lock 🔒|key 🔑|mag 🔍|pager 📟|telephone_receiver 📞|speech_balloon 💬|loudspeaker 📢|arrow_up ⬆️|arrow_right ➡️|arrow_down ⬇️
zzz 💤|coffee ☕|pizza 🍕|beers 🍻|sunny ☀️|new_moon_with_face 🌚|robot_face 🤖|ghost 👻|hospital 🏥|ambulance 🚑|pill 💊|stethoscope 🩺|information_source ℹ️
`;

const EMOJI: ReadonlyMap<string, string> = new Map(
  NAMES.trim()
    .split(/[|\n]/)
    .map((pair) => {
      const [name = "", sign = ""] = pair.split(" ");
      return [name, sign];
    }),
);

/** "tada" -> 🎉; undefined for names nobody here knows. */
export const emojiOf = (name: string): string | undefined => EMOJI.get(name);

/** ":tada: done" -> "🎉 done". */
export const withEmoji = (words: string): string =>
  words.replaceAll(/:([a-z0-9_+-]+):/g, (all, name: string) => EMOJI.get(name) ?? all);
