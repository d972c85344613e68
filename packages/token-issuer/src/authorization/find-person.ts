import type { IncomingMessage } from 'node:http';
import type { UserRecord, UserStore } from '@portcullis/store';
import { askForUser } from './ask-host.js';
import { accessDenied, loginRequired } from './authorization-errors.js';
import type { AuthorizationSettings, SignedInUser } from './authorization-options.js';
import type { AuthorizationRequest } from './authorization-request.js';
import type { Interaction } from './interaction.js';

export interface PersonRules extends Pick<AuthorizationSettings, 'authenticate'> {
  readonly users: Pick<UserStore, 'find'>;
}

/** A request as it reached the endpoint. */
export interface ReceivedRequest {
  readonly req: IncomingMessage;
  readonly startedAt: number;
  readonly request: AuthorizationRequest;
  readonly interaction: Interaction;
}

/** Somebody who is signed in, and may have tokens. */
export interface Person {
  readonly user: SignedInUser;
  /** Where the store has them. */
  readonly record: UserRecord | undefined;
}

/**
 * Who the user is, or the page of the host that comes first. When all tokens of the user were ended since the request came,
 * the host is asked once more: it may have looked at the session before that.
 *
 * @throws SecurityError (as a rejection) `access_denied`, `login_required`
 */
export async function findPerson(
  rules: PersonRules,
  received: ReceivedRequest,
): Promise<Person | { readonly page: string }> {
  const person = await askForPerson(rules, received);
  if ('page' in person) return person;
  const { tokensValidFrom = 0 } = person.record ?? {};
  return tokensValidFrom < received.startedAt ? person : askForPerson(rules, received);
}

async function askForPerson(
  { authenticate, users }: PersonRules,
  { req, request, interaction }: ReceivedRequest,
): Promise<Person | { readonly page: string }> {
  const answer = await askForUser(authenticate, req, interaction);
  if ('denied' in answer) throw accessDenied('access_denied');
  if ('page' in answer) {
    if (request.prompt.includes('none')) throw loginRequired();
    return answer;
  }
  const { user } = answer;
  requirePerson(request, user);
  requireFreshLogin(request, user);
  return { user, record: await findActiveUser(users, user.id) };
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
