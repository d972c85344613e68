import {
  type AddressList,
  type Credential,
  createAddressList,
  type Names,
  type Principal,
} from '@portcullis/core';
import type { AuthoritySubject, RevocationView } from '@portcullis/store';
import type { ApiKey } from './keys/key.js';
import type { GoodKey } from './keys/key-verifier.js';

/** What was found out about a text: whose key it is, and what may end it. */
export interface VerifiedKey {
  readonly id: string;
  readonly principal: Principal;
  /** Absent: from everywhere. */
  readonly addresses: AddressList | undefined;
  /** Whose revocation ends it. */
  readonly subject: AuthoritySubject;
  /** What it was made of: the key's own record. What its client may do is not in it. */
  readonly source: AuthoritySubject;
  /** Number of the newest change notice about its source before that was read. */
  readonly change: number;
  /** Milliseconds since the epoch: from then on it is over, or must be read again. */
  readonly goodUntil: number;
  /** What it takes in memory, about. */
  readonly bytes: number;
}

/** What an entry takes besides the texts in it, about. */
const ENTRY_BYTES = 2048;

export interface VerifiedKeyOptions {
  readonly issuer: string;
  readonly besideAnyClient: boolean;
  readonly revocations: RevocationView;
  toPrincipal(credential: Credential): Principal;
}

export function toVerifiedKey(
  { key, change, readAt }: GoodKey,
  { issuer, besideAnyClient, revocations, toPrincipal }: VerifiedKeyOptions,
): VerifiedKey {
  const { id, clientId, allowedAddresses, expiresAt = Number.POSITIVE_INFINITY } = key;
  return {
    id,
    principal: toPrincipal({
      kind: 'apiKey',
      id,
      client: { id: clientId, issuer },
      ...(besideAnyClient && { besideAnyClient }),
      ...namesOf(key),
    }),
    addresses: allowedAddresses && createAddressList('Cannot judge address', allowedAddresses),
    subject: { issuer, clientId, keyId: id },
    source: { issuer, keyId: id },
    change,
    goodUntil: Math.min(expiresAt, readAt + revocations.rememberedMs),
    bytes: ENTRY_BYTES + JSON.stringify(key).length,
  };
}

/**
 * Whether what was found out is still so: the key is within its time, nobody revoked or suspended it or its client, and
 * nothing was changed about it. Runs on every hit: no promise, no closure, nothing allocated.
 *
 * @throws ServiceUnavailableError when revocations are too old to be believed.
 */
export function stillHolds(key: VerifiedKey, revocations: RevocationView, now: number): boolean {
  if (now >= key.goodUntil || revocations.isRevoked(key.subject)) return false;
  return revocations.changeOf(key.source) <= key.change;
}

/** An absent list declares nothing. */
function namesOf({
  scopes,
  roles,
  permissions,
}: ApiKey): Partial<Record<'scopes' | 'roles' | 'permissions', Names>> {
  return {
    ...(scopes !== undefined && { scopes }),
    ...(roles !== undefined && { roles }),
    ...(permissions !== undefined && { permissions }),
  };
}
