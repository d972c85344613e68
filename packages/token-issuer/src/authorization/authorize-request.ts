import type { IncomingMessage } from 'node:http';
import type { ConsentStore, UserRecord, UserStore } from '@portcullis/store';
import { invalidScope } from '../oauth-errors.js';
import { tokenUser } from '../users/token-user.js';
import { cutToUser, type UserScopes } from '../users/user-scopes.js';
import { askForConsentPage, askForUser } from './ask-host.js';
import { accessDenied, consentRequired, loginRequired } from './authorization-errors.js';
import type { AuthorizationSettings, SignedInUser } from './authorization-options.js';
import type { AuthorizationRequest } from './authorization-request.js';
import { hasConsent } from './has-consent.js';
import type { Interaction } from './interaction.js';
import type { AuthorizedRequest } from './issue-code.js';

export interface AuthorizationRules extends Pick<AuthorizationSettings, 'authenticate' | 'askConsent'> {
  readonly users: Pick<UserStore, 'find'>;
  readonly consents: Pick<ConsentStore, 'find'>;
  readonly userScopes: UserScopes | undefined;
}

/** A request as it reached the endpoint. */
export interface ReceivedRequest {
  readonly req: IncomingMessage;
  readonly startedAt: number;
  readonly request: AuthorizationRequest;
  readonly interaction: Interaction;
}

/** The page of the host that comes first, or what a code can be given for. */
export type Authorization = { readonly page: string } | AuthorizedRequest;

/**
 * Finds out who the user is and what they let the client have.
 *
 * @throws SecurityError (as a rejection) with an error code of RFC 6749 §4.1.2.1 or OpenID Connect Core §3.1.2.6
 */
export async function authorizeRequest(
  rules: AuthorizationRules,
  received: ReceivedRequest,
): Promise<Authorization> {
  const { req, request, interaction, startedAt } = received;
  if (request.isDenied) throw accessDenied('access_denied');
  const answer = await askForUser(rules.authenticate, req, interaction);
  if ('denied' in answer) throw accessDenied('access_denied');
  if ('page' in answer) {
    if (request.prompt.includes('none')) throw loginRequired();
    return answer;
  }
  const { user } = answer;
  requirePerson(request, user);
  requireFreshLogin(request, user);
  const record = await findActiveUser(rules.users, user.id);
  const scopes = await cutToUser(request.scopes, tokenUser(user.id, record), rules.userScopes);
  if (scopes.length === 0 && request.scopes.length > 0) throw invalidScope();
  const authorized = { request, scopes, user, record, startedAt };
  const page = await consentPage(rules, interaction, authorized);
  return page === undefined ? authorized : { page };
}

/** RFC 9700 §4.15: a token whose `sub` is its client's id is the client's own. */
function requirePerson({ client }: AuthorizationRequest, { id }: SignedInUser): void {
  if (id === client.id) throw new Error('Cannot authorize: the user has the id of the client');
}

/** The host may believe in an older login than the client asked for. */
function requireFreshLogin(
  { signedInAfter = 0 }: AuthorizationRequest,
  { authenticatedAt = 0 }: SignedInUser,
): void {
  if (authenticatedAt < signedInAfter) throw loginRequired();
}

async function findActiveUser(users: Pick<UserStore, 'find'>, id: string): Promise<UserRecord | undefined> {
  const record = await users.find(id);
  if (record !== undefined && record.status !== 'active') throw accessDenied(record.status);
  return record;
}

/** Where the user has to be asked; `undefined` where they need not be. */
async function consentPage(
  { askConsent, consents }: AuthorizationRules,
  interaction: Interaction,
  { request, user, scopes }: AuthorizedRequest,
): Promise<string | undefined> {
  if (askConsent === null) return undefined;
  const consent = await consents.find(user.id, request.client.id);
  if (hasConsent(consent, scopes, request.consentedAfter)) return undefined;
  const page = await askForConsentPage(askConsent, { ...interaction, scopes }, user);
  if (page !== undefined && request.prompt.includes('none')) throw consentRequired();
  return page;
}
