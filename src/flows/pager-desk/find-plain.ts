/** Letters that no decomposition takes apart. */
const WHOLE: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  æ: "ae",
  œ: "oe",
  ı: "i",
};

/** Text as it is compared: lower case, without accents, one space between words. */
export const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[ßøłđðþæœı]/g, (letter) => WHOLE[letter] ?? letter)
    .replace(/[‘’‚`]/g, "'")
    .replace(/\s+/g, " ")
    .trim();

const QUOTED = /^(?:"(.+)"|'(.+)'|“(.+)”|«(.+)»|„(.+)[“”])$/su;

/** What was said, without the quotes around it. */
export const unquoted = (words: string): string => {
  const said = words.trim();
  return (
    QUOTED.exec(said)
      ?.slice(1)
      .find((part) => part !== undefined)
      ?.trim() ?? said
  );
};
