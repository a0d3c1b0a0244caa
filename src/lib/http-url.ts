/** An http or https URL; undefined when the text is none. */
export const httpUrl = (text: string): URL | undefined => {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
};

/** What is wrong with the base URL in a setting, as sentences with what to do; its value is not told. */
export const checkBase = (name: string, text: string | undefined, example: string): readonly string[] => {
  if (text === undefined) return [];
  const url = httpUrl(text);
  if (!url) return [`${name} is not an http or https URL: write it like ${example}.`];
  if (url.username || url.password) return [`${name} holds a user or password: take it out, the key is enough.`];
  if (url.search || url.hash) return [`${name} has a query or a fragment: give only the host and its path.`];
  return [];
};
