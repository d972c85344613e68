import { type Clock, type Eventually, equalDigests, randomSecret } from '@portcullis/core';
import type { ApiKeyStore, PresentedApiKey, RevocationView } from '@portcullis/store';
import { chain } from '../chain.js';
import { longestKey, parseKey, randomKeyId } from '../format/key-format.js';
import type { Pepper } from '../format/peppers.js';
import type { ApiKeys } from './api-keys.js';
import { type FindForeignKey, isForeignKey } from './foreign-keys.js';
import { type ApiKey, toApiKey } from './key.js';
import type { RenewDigest } from './renew-digest.js';

/** Why a key is not good: a word of `REASONS`, for events and logs. Whoever sent it is not told. */
export type KeyFault = 'malformed_key' | 'unknown_key' | 'expired' | 'suspended' | 'revoked';

/** What was found out about a text. */
export type KeyVerdict = GoodKey | { readonly fault: KeyFault };

/** A key that is good now. */
export interface GoodKey {
  readonly fault?: never;
  readonly key: ApiKey;
  /** Number of the newest change notice about it before it was read: a greater one makes it be read again. */
  readonly change: number;
  /** Milliseconds since the epoch. */
  readonly readAt: number;
}

export interface KeyVerifierOptions {
  readonly records: ApiKeyStore;
  readonly revocations: RevocationView;
  readonly prefix: string;
  readonly peppers: readonly [newest: Pepper, ...older: Pepper[]];
  /** Absent where no foreign keys are accepted. */
  readonly findForeign: FindForeignKey | undefined;
  readonly renewDigest: RenewDigest;
  readonly clock: Clock;
}

/**
 * Makes the full verification of a key: form and checksum, one look-up joined with the client's status, digest, liveness,
 * and what is revoked. Of texts in the form of a key, all that are not good take the same way: the digest of one that
 * nobody knows is made and compared too.
 */
export function keyVerifier(options: KeyVerifierOptions): ApiKeys['verify'] {
  const { records, revocations, prefix, peppers, findForeign, renewDigest, clock } = options;
  const [newest] = peppers;
  const nobody = { id: randomKeyId(), digest: newest.digest(randomSecret()) };

  /** Whether the text is that of the record; of a record that is not there, never. */
  function fits(text: string, presented: PresentedApiKey | undefined): boolean {
    const { digest, pepperVersion } = presented?.key ?? { ...nobody, pepperVersion: newest.version };
    const pepper = peppers.find(({ version }) => version === pepperVersion) ?? newest;
    return equalDigests(pepper.digest(text), digest);
  }

  function faultOf(
    fitting: boolean,
    { key, liveness }: PresentedApiKey,
    issuer: string,
  ): KeyFault | undefined {
    // A key of that id and another secret is one that nobody knows, and a failure to be counted like any other.
    if (!fitting) return 'unknown_key';
    if (liveness !== 'live') return liveness;
    const isRevoked = revocations.isRevoked({ issuer, keyId: key.id, clientId: key.clientId });
    return isRevoked ? 'revoked' : undefined;
  }

  function verifyById(id: string, text: string, issuer: string): Eventually<KeyVerdict> {
    // Asked before the record is read: a change in between makes it be read again.
    const change = revocations.changeOf({ issuer, keyId: id });
    const readAt = clock.now();
    return chain(records.findPresented(id), (presented): KeyVerdict => {
      const fitting = fits(text, presented);
      if (presented === undefined) return { fault: 'unknown_key' };
      const fault = faultOf(fitting, presented, issuer);
      if (fault !== undefined) return { fault };
      renewDigest(presented.key, text);
      return { key: toApiKey(presented.key), change, readAt };
    });
  }

  return (text, issuer) => {
    const claims = parseKey(text, prefix);
    if (claims !== undefined) return verifyById(claims.id, text, issuer);
    if (findForeign !== undefined && isForeignKey(text, prefix)) {
      // One that nobody knows is read by id too, so that it takes as long.
      return chain(findForeign(text), (found) => verifyById(found?.key.id ?? nobody.id, text, issuer));
    }
    fits(text.slice(0, longestKey), undefined);
    return { fault: 'malformed_key' };
  };
}
