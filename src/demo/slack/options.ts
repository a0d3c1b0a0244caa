/** Somebody to create. Without an id, one is made from the place in the list. */
export interface PersonSeed {
  readonly id?: string;
  /** Real name: "Ana Ruiz". */
  readonly name: string;
  /** Without it: the part of the e-mail before the @. */
  readonly handle?: string;
  readonly email?: string;
  /** IANA zone; UTC when absent. */
  readonly tz?: string;
  readonly restricted?: boolean;
  readonly ultraRestricted?: boolean;
  readonly stranger?: boolean;
}

/** A user group to create. */
export interface UsergroupSeed {
  readonly id?: string;
  readonly handle: string;
  readonly name: string;
  /** Handles, e-mails or ids. */
  readonly members: readonly string[];
}

/** A channel to create. */
export interface ChannelSeed {
  readonly id?: string;
  readonly name: string;
  readonly private?: boolean;
  /** Handles, e-mails or ids; everybody who is no guest when absent. */
  readonly members?: readonly string[];
  /** Whether the bot is a member. */
  readonly bot?: boolean;
}

/** What a workspace is made of. */
export interface WorkspaceSetup {
  /** The parsed manifest.yml of the app that is installed. */
  readonly manifest: object;
  readonly people: readonly PersonSeed[];
  /** Default: #ops (with the bot), #general (without), #incident-room (private, with). */
  readonly channels?: readonly ChannelSeed[];
  /** Default: none. */
  readonly usergroups?: readonly UsergroupSeed[];
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  readonly host?: "127.0.0.1";
  /** 0 takes a free one. */
  readonly port?: number;
  /** Rate limits as in Slack; default on. */
  readonly limits?: boolean;
  /** Domains beside those of the manifest whose links the app is told of; may have a port: "127.0.0.1:8080". */
  readonly unfurlDomains?: readonly string[];
  /** Public origins that pictures may be fetched from, and where they really are; default none. */
  readonly reaches?: Readonly<Record<string, string>>;
  /** How long after its completion a file stays without a mimetype; default 300. */
  readonly fileReadyMs?: number;
  readonly signingSecret?: string;
  readonly tokens?: { readonly bot: string; readonly app: string };
  /** Events, commands and interactions go to this address by signed HTTP instead of Socket Mode. */
  readonly eventsUrl?: string;
  /** How long the app may take to acknowledge; default 3000, as in Slack. */
  readonly ackMs?: number;
  /** Pauses before an event is delivered again; default at once, 1 min, 5 min, as in Slack. */
  readonly retryMs?: readonly number[];
  /** Between WebSocket pings; default 10000. */
  readonly pingMs?: number;
}
