import type { IncomingMessage } from 'node:http';
import { checkWholeNumber, type Eventually } from '@portcullis/core';
import type { Grant } from '../grants/grant.js';
import type { Interaction } from './interaction.js';

/** Somebody who is signed in at the host. */
export interface SignedInUser {
  /** What becomes `sub`. Never given to another person. */
  readonly id: string;
  /** Milliseconds since the epoch. Without it a request for a fresh login cannot be met. */
  readonly authenticatedAt?: number;
}

/** Who the user is, a page of the host to send the browser to first, or that the user said no. */
export type AuthenticationAnswer =
  | { readonly user: SignedInUser }
  | { readonly page: string }
  | { readonly denied: true };

/** Says who the user is, from the host's own session. Asked at each authorization request, again after each page. */
export type Authenticate = (
  req: IncomingMessage,
  interaction: Interaction,
) => Eventually<AuthenticationAnswer>;

/**
 * The page where this user is asked whether the client may have the scopes, which are here those of the request that the
 * user may have; `undefined` for a client that needs no consent.
 */
export type AskConsent = (interaction: Interaction, user: SignedInUser) => Eventually<string | undefined>;

/** What the authorization endpoint needs of the host. */
export interface AuthorizationOptions {
  /** Who the user is; required with `paths.authorize`. */
  readonly authenticate?: Authenticate;
  /** Where consent is asked; required with `paths.authorize`. `null`: never asked, for no client. */
  readonly askConsent?: AskConsent | null;
  /** How long a code is good, 10 to 600. @default 60 */
  readonly codeSeconds?: number;
}

/** The options with their defaults. */
export interface AuthorizationSettings {
  readonly authenticate: Authenticate;
  readonly askConsent: AskConsent | null;
  readonly codeSeconds: number;
}

/**
 * The options of the authorization endpoint; `undefined` where it is not offered.
 *
 * @throws TypeError when one is missing, wrong, or given without the endpoint.
 */
export function readAuthorizationOptions(
  action: string,
  options: AuthorizationOptions & {
    readonly paths?: { readonly authorize?: string };
    readonly grants?: readonly Grant[];
  },
): AuthorizationSettings | undefined {
  const { authenticate, askConsent, codeSeconds = 60, grants = [] } = options;
  if (options.paths?.authorize === undefined) {
    requireAbsent(action, { authenticate, askConsent, codeSeconds: options.codeSeconds });
    return undefined;
  }
  if (typeof authenticate !== 'function') throw misfit(action, 'authenticate is missing');
  if (askConsent !== null && typeof askConsent !== 'function') {
    throw misfit(action, 'askConsent is missing; null says that consent is never asked');
  }
  checkWholeNumber(action, 'codeSeconds', codeSeconds, 10, 600);
  if (!grants.some(({ type }) => type === 'authorization_code')) {
    throw misfit(action, 'paths.authorize needs the grant authorizationCode');
  }
  return { authenticate, askConsent, codeSeconds };
}

function requireAbsent(action: string, options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) throw misfit(action, `${name} is given without paths.authorize`);
  }
}

function misfit(action: string, found: string): TypeError {
  return new TypeError(`${action}: ${found}`);
}
