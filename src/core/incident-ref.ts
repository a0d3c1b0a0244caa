/** Which incident somebody means: a number or id of the pager, or the one whose thread they are in. */
export type IncidentRef =
  /** `host`: of the link that named it, which may be one of another account. */
  { readonly kind: "ref"; readonly ref: string; readonly host?: string | undefined } | { readonly kind: "here" };

const HERE = /^(?:this|it|that|here|that one|this one|this incident|that incident)$/i;
const LINK =
  /^<?https?:\/\/((?:[a-z0-9-]+\.)+pagerduty\.com)\/incidents\/((?=[0-9]*[A-Z])[A-Z0-9]{6,})(?:[/?#]\S*)?>?$/i;
const NUMBER = /^#?(\d{1,12})$/;
const ID = /^[A-Z][A-Z0-9]{6,}$/;

/** "12", "#12", "Q1AB2CD3EF4GH5", a link, "that one" -> which; undefined for anything else. */
export const parseIncidentRef = (text: string): IncidentRef | undefined => {
  const word = text.trim().replace(/[.,;]$/, "");
  if (HERE.test(word)) return { kind: "here" };
  const [, host, id] = LINK.exec(word) ?? [];
  if (host !== undefined && id !== undefined) return { kind: "ref", ref: id, host: host.toLowerCase() };
  const ref = NUMBER.exec(word)?.[1] ?? (ID.test(word) && /\d/.test(word) ? word : undefined);
  return ref === undefined ? undefined : { kind: "ref", ref };
};
