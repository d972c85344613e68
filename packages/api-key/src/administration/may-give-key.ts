import {
  ForbiddenError,
  type GivenNames,
  type Names,
  type Principal,
  requireMayGive,
} from '@portcullis/core';
import type { Environment } from '../format/key-format.js';
import type { ApiKeys } from '../keys/api-keys.js';

const kinds = ['scopes', 'roles', 'permissions'] as const;

/** What a caller may give to keys beside what they hold themselves. */
export type MayGive = (principal: Principal) => Partial<GivenNames<(typeof kinds)[number]>>;

/** What a key would let its holder do. A list that it has not declares nothing. */
interface GivenKey extends Readonly<Partial<Record<(typeof kinds)[number], Names | null>>> {
  readonly environment?: Environment;
}

/** Rejects with a ForbiddenError when the key would have more than this caller may give. */
export type RequireMayGiveKey = (key: GivenKey, principal: Principal) => Promise<void>;

/** Also keeps somebody who came with a test key from giving live ones. */
export function requireMayGiveKey(keys: ApiKeys, mayGive: MayGive): RequireMayGiveKey {
  const requireNames = requireMayGive({ what: 'key', kinds, mayGive });
  return async ({ scopes, roles, permissions, environment = 'live' }, principal) => {
    requireNames(
      { ...(scopes && { scopes }), ...(roles && { roles }), ...(permissions && { permissions }) },
      principal,
    );
    const { apiKey } = principal.credentials;
    if (environment === 'test' || apiKey?.id === undefined) return;
    const own = await keys.get(apiKey.id);
    if (own?.environment === 'test') throw liveByTest();
  };
}

function liveByTest(): ForbiddenError {
  return new ForbiddenError('Cannot change key: it would be live, and the caller came with a test key', {
    reason: 'wrong_environment',
    code: 'beyond_own_authority',
    description: 'The key would be live, and yours is a test key',
  });
}
