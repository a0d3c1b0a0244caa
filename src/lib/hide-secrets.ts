/** Hides every form in which a secret may come back: as it is, in an address, in a header; a longer one before its parts. */
export const hiderOf = (secrets: readonly string[]): ((text: string) => string) => {
  const forms = secrets
    .filter(Boolean)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")])
    .sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((shown, form) => shown.replaceAll(form, "…"), text);
};
