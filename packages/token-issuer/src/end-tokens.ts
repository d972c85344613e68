import type { Store } from '@portcullis/store';
import { publishClientChange } from './clients/client-changes.js';

/** Whose tokens: those of one client, or of one user by whatever client. */
export interface TokensOf {
  readonly clientId?: string;
  readonly userId?: string;
}

/**
 * Ends every token that a client or user has so far; new ones can be had at once.
 *
 * @returns false when the store does not have them: then nothing was ended.
 * @throws TypeError (as a rejection) unless one of the two is named.
 */
export async function endTokens(
  { clients, users }: Pick<Store, 'clients' | 'users'>,
  { clientId, userId }: TokensOf,
): Promise<boolean> {
  if (clientId !== undefined && userId === undefined) {
    const client = await clients.endTokens(clientId);
    if (client !== undefined) publishClientChange({ change: 'tokens_ended', clientId });
    return client !== undefined;
  }
  if (userId !== undefined && clientId === undefined) return (await users.endTokens(userId)) !== undefined;
  throw new TypeError('Cannot end tokens: name a client or a user, one of the two');
}
