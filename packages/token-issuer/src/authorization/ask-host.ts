import type { IncomingMessage } from 'node:http';
import type {
  AskConsent,
  Authenticate,
  AuthenticationAnswer,
  SignedInUser,
} from './authorization-options.js';
import type { Interaction } from './interaction.js';
import { isPage } from './is-page.js';

/**
 * Asks the host who the user is.
 *
 * @throws Error (as a rejection) for an answer that is none of those that there are: nobody is signed in by accident.
 */
export async function askForUser(
  authenticate: Authenticate,
  req: IncomingMessage,
  interaction: Interaction,
): Promise<AuthenticationAnswer> {
  const answer = parseAnswer(await authenticate(req, interaction));
  if (answer !== undefined) return answer;
  throw new Error('Cannot tell who the user is: authenticate gave neither user nor page nor denied');
}

/** Asks the host for its page. @throws Error (as a rejection) for an answer that is neither a page nor `undefined`. */
export async function askForConsentPage(
  askConsent: AskConsent,
  interaction: Interaction,
  user: SignedInUser,
): Promise<string | undefined> {
  const page: unknown = await askConsent(interaction, user);
  if (page === undefined || isPage(page)) return page;
  throw new Error('Cannot ask for consent: askConsent gave neither a page nor undefined');
}

/** Exactly one of the three: an answer that says two things is a mistake. */
function parseAnswer(answer: unknown): AuthenticationAnswer | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const given = Object.entries(answer).filter(([, value]) => value !== undefined);
  const [[name, value] = []] = given;
  if (given.length !== 1) return undefined;
  if (name === 'user') return parseUser(value);
  if (name === 'page') return isPage(value) ? { page: value } : undefined;
  return name === 'denied' && value === true ? { denied: true } : undefined;
}

function parseUser(user: unknown): AuthenticationAnswer | undefined {
  if (typeof user !== 'object' || user === null) return undefined;
  const { id, authenticatedAt } = user as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || id === '') return undefined;
  if (authenticatedAt === undefined) return { user: { id } };
  if (typeof authenticatedAt !== 'number' || !(authenticatedAt >= 0 && authenticatedAt < Infinity))
    return undefined;
  return { user: { id, authenticatedAt: Math.floor(authenticatedAt) } };
}
