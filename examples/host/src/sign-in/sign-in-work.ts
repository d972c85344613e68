import { SecurityError } from '@portcullis/core';
import type { FailureCounts } from '@portcullis/store';
import type { Interaction, TokenIssuer } from '@portcullis/token-issuer';
import type { CheckPassword } from './check-password.js';
import type { Sessions } from './sessions.js';
import type { SignInOptions } from './sign-in.js';

/** What the pages work with. */
export interface SignInWork extends SignInOptions {
  readonly issuer: Pick<TokenIssuer, 'readInteraction' | 'giveConsent'>;
  readonly sessions: Sessions;
  readonly failures: FailureCounts;
  readonly checkPassword: CheckPassword;
  /** Below which the browser finds the pages. */
  readonly base: string;
  pageOf(name: 'login' | 'consent', interaction: Interaction): string;
}

/** @throws SecurityError (as a rejection) 400 for what is no id of a request that could be answered. */
export async function requireInteraction({ issuer }: SignInWork, id: unknown): Promise<Interaction> {
  const interaction = typeof id === 'string' ? await issuer.readInteraction(id) : undefined;
  if (interaction !== undefined) return interaction;
  throw new SecurityError('Cannot show the page: there is no such authorization request', {
    status: 400,
    reason: 'invalid_request',
    description: 'This sign-in is not valid any more; go back to the application and start again',
  });
}
