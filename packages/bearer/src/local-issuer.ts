import type { Eventually } from '@portcullis/core';
import type { KeySet, SignatureAlgorithm } from '@portcullis/jwt';
import type { Authority, AuthorityQuestion, FoundAccessToken, RevocationView } from '@portcullis/store';
import { isRevocationView } from './revocation.js';

/** An opaque token as the issuer's store has it, with whether it is still good. */
export type StoredAccessToken = Pick<FoundAccessToken, 'token' | 'liveness'>;

/**
 * A token issuer in this very process: what `bearer` needs of it instead of a URL. The object that `tokenIssuer` gives
 * is one; keys, revocations and the authority of a token's client are live, and nothing goes over HTTP.
 */
export interface LocalIssuer {
  /** Compared with `iss` character by character. */
  readonly issuer: string;
  readonly keySet: KeySet;
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly revocations: RevocationView;
  /**
   * Current authority, asked when a token is seen for the first times and again after each change notice about its
   * client or user. `undefined` when one of them is gone, suspended or revoked: the token is refused.
   */
  authorityOf(question: AuthorityQuestion): Eventually<Authority | undefined>;
  /** What an opaque token stands for, `undefined` for one that it never gave. Without it only JWTs are taken. */
  findAccessToken?(token: string): Eventually<StoredAccessToken | undefined>;
}

/** Whether `issuer` was given as an object and is one, as far as can be seen. */
export function isLocalIssuer(value: unknown): value is LocalIssuer {
  if (typeof value !== 'object' || value === null) return false;
  const { keySet, algorithms, revocations, authorityOf, findAccessToken } = value as Partial<LocalIssuer>;
  return (
    typeof keySet?.find === 'function' &&
    Array.isArray(algorithms) &&
    isRevocationView(revocations) &&
    typeof authorityOf === 'function' &&
    ['function', 'undefined'].includes(typeof findAccessToken)
  );
}
