import type { types } from "@slack/bolt";
import { callsNow } from "../core/called.ts";
import type { Press } from "../core/inbound.ts";
import type { Incident } from "../core/incident.ts";
import type { CardExtras } from "../core/message.ts";
import { linkButtons, plain } from "./blocks.ts";
import { titled } from "./card-fields.ts";
import { LIMITS, truncate } from "./limits.ts";
import { plainLine, safeUrl } from "./mrkdwn.ts";

/** Action ids of the buttons that change something; those of offers have their place after it. */
export const ACTIONS = {
  ack: "drm_ack",
  resolve: "drm_resolve",
  mute: "drm_mute",
  unmute: "drm_unmute",
  page: "drm_page",
  offer: "drm_offer",
} as const satisfies Readonly<Record<Press["verb"], string>>;

const MOST_OFFERS = 5;

interface Drawn {
  readonly label: string;
  readonly action: string;
  readonly value?: string;
  readonly primary?: boolean;
  readonly confirm?: types.ConfirmationDialog;
}

const button = (incident: Incident, { label, action, value, primary, confirm }: Drawn): types.Button => ({
  type: "button",
  action_id: action,
  value: value ?? incident.id,
  text: plain(label, LIMITS.buttonText),
  accessibility_label: plainLine(`${label} ${titled(incident)}`, LIMITS.accessibilityLabel),
  ...(primary ? { style: "primary" as const } : {}),
  ...(confirm === undefined ? {} : { confirm }),
});

const confirmPage = (pager: string, { title, key }: Incident): types.ConfirmationDialog => ({
  title: plain("Call whoever is on call?", 100),
  text: plain(`${pager} calls them now about "${truncate(title || key, 180)}".`, 300),
  confirm: plain(`Call by ${pager}`, 30),
  deny: plain("Cancel", 30),
});

/** What a press of an offer's button carries: which offer, of which incident. */
export const offerValue = (offerId: string, incidentId: string): string =>
  `${encodeURIComponent(offerId)} ${incidentId}`;

/** The same read back; undefined when it is nothing of the kind. */
export const readOfferValue = (value: string): { readonly offer: string; readonly incidentId: string } | undefined => {
  const [, offer, incidentId] = /^(\S+) (.+)$/s.exec(value) ?? [];
  if (offer === undefined || incidentId === undefined) return undefined;
  try {
    return { offer: decodeURIComponent(offer), incidentId };
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
};

const offers = (incident: Incident): readonly Drawn[] =>
  (incident.state === "resolved" ? [] : (incident.offers ?? []))
    .filter(({ id }) => id.isWellFormed())
    .slice(0, MOST_OFFERS)
    .map(({ id, label }, at) => ({
      label,
      action: `${ACTIONS.offer}_${at}`,
      value: offerValue(id, incident.id),
      primary: at === 0,
    }));

/** What may be done with it now, in the order of the buttons. A notice below a warning only tells. */
const deeds = (incident: Incident, canAct: boolean, extras: CardExtras | undefined): readonly Drawn[] => {
  const { state, severity } = incident;
  const claims = !canAct && extras?.claims === true;
  if (extras === undefined && !canAct) return [];
  const quiet =
    extras?.mute === undefined ? { label: "Mute…", action: ACTIONS.mute } : { label: "Unmute", action: ACTIONS.unmute };
  if (state === "resolved") return [];
  const fresh = state === "firing" || state === "notice";
  if (state === "notice" && (canAct || severity === "info")) return extras?.mute === undefined ? [] : [quiet];
  // A source with acks of its own that takes none from here: only quiet can be had.
  if (!canAct && !claims) return [quiet];
  const pager = claims && callsNow(incident).length === 0 ? extras?.pager : undefined;
  return [
    ...(fresh ? [{ label: claims ? "I'm on it" : "Acknowledge", action: ACTIONS.ack, primary: true }] : []),
    ...(state === "notice" ? [] : [{ label: "Resolve", action: ACTIONS.resolve }]),
    quiet,
    ...(pager === undefined
      ? []
      : [{ label: "Page on-call", action: ACTIONS.page, confirm: confirmPage(pager, incident) }]),
  ];
};

const runbook = (incident: Incident, extras: CardExtras | undefined): types.Button[] => {
  const url = safeUrl(incident.runbook) ?? safeUrl(extras?.runbook);
  return url === undefined ? [] : linkButtons([{ label: "Playbook", url }]);
};

/**
 * The buttons of a card: what is offered, what may be done, the runbook. Without those that do something when the
 * incident's id does not fit into a button: another incident's must never be pressed instead.
 */
export const cardButtons = (
  incident: Incident,
  canAct: boolean,
  extras: CardExtras | undefined,
): readonly types.Button[] => {
  const all = [...offers(incident), ...deeds(incident, canAct, extras)];
  const fits = ({ value = incident.id }: Drawn): boolean => value.length <= LIMITS.buttonValue && value.isWellFormed();
  return [...all.filter(fits).map((one) => button(incident, one)), ...runbook(incident, extras)];
};
