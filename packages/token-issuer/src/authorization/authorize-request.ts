import type { ConsentStore } from '@portcullis/store';
import { invalidScope } from '../oauth-errors.js';
import { tokenUser } from '../users/token-user.js';
import { cutToUser, type UserScopes } from '../users/user-scopes.js';
import { askForConsentPage } from './ask-host.js';
import { accessDenied, consentRequired } from './authorization-errors.js';
import type { AuthorizationSettings } from './authorization-options.js';
import { findPerson, type PersonRules, type ReceivedRequest } from './find-person.js';
import { hasConsent } from './has-consent.js';
import type { Interaction } from './interaction.js';
import type { AuthorizedRequest } from './issue-code.js';

export interface AuthorizationRules extends PersonRules, Pick<AuthorizationSettings, 'askConsent'> {
  readonly consents: Pick<ConsentStore, 'find'>;
  readonly userScopes: UserScopes | undefined;
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
  const { request, interaction, startedAt } = received;
  if (request.isDenied) throw accessDenied('access_denied');
  const person = await findPerson(rules, received);
  if ('page' in person) return person;
  const { user, record } = person;
  const scopes = await cutToUser(request.scopes, tokenUser(user.id, record), rules.userScopes);
  if (scopes.length === 0 && request.scopes.length > 0) throw invalidScope();
  const authorized = { request, scopes, user, record, startedAt };
  const page = await consentPage(rules, interaction, authorized);
  return page === undefined ? authorized : { page };
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
