/** Which incident somebody means: a number or id of the pager, or the one whose thread they are in. */
export type IncidentRef = { readonly kind: "ref"; readonly ref: string } | { readonly kind: "here" };

const HERE = /^(?:this|it|that|here|that one|this one|this incident|that incident)$/i;
const LINK = /^<?https?:\/\/[^\s/]+\.pagerduty\.com\/incidents\/([A-Z0-9]{6,})(?:[/?#]\S*)?>?$/i;
const NUMBER = /^#?(\d{1,12})$/;
const ID = /^[A-Z][A-Z0-9]{6,}$/;

/** "12", "#12", "Q1AB2CD3EF4GH5", a link, "that one" -> which; undefined for anything else. */
export const parseIncidentRef = (text: string): IncidentRef | undefined => {
  const word = text.trim().replace(/[.,;]$/, "");
  if (HERE.test(word)) return { kind: "here" };
  const ref = LINK.exec(word)?.[1] ?? NUMBER.exec(word)?.[1] ?? (ID.test(word) && /\d/.test(word) ? word : undefined);
  return ref === undefined ? undefined : { kind: "ref", ref };
};
