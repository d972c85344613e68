import type { Eventually } from '@portcullis/core';
import type { JWK } from 'jose';
import { createKeyIndex } from './key-index.js';
import { checkAlgorithms, type SignatureAlgorithm } from './signature-algorithm.js';
import { type VerificationKey, verificationKeysOf } from './verification-key.js';

/** The keys of one issuer. It is asked for every token, so what it gives is what is valid now. */
export interface KeySet {
  /**
   * The key for this `kid` and algorithm together, at once when it is at hand; `undefined` when the issuer has none.
   * Without a `kid`, the key that fits the algorithm, if the set has exactly one. A key is the same object for as long as
   * the issuer has it, so that what was verified with it can be told from what must be verified anew.
   *
   * @throws ServiceUnavailableError (also as a rejection) when the keys cannot be had.
   */
  find(kid: string | undefined, algorithm: SignatureAlgorithm): Eventually<VerificationKey | undefined>;
  /** Ends what is under way; nothing is fetched any more. */
  close(): void;
}

/** A JWK Set (RFC 7517 §5). */
export interface JwkSet {
  readonly keys: readonly JWK[];
}

const ACTION = 'Cannot create key set';

/**
 * A key set of keys that are given, as public JWKs. They are looked at now and never again.
 *
 * @throws TypeError for a key that could not or must not be used: private, symmetric, weak (RSA below 2048 bits), of
 * another use, fitting none of the algorithms, or not told from another one by its `kid`.
 */
export function createKeySet(jwks: JwkSet, algorithms: readonly SignatureAlgorithm[]): KeySet {
  checkAlgorithms(ACTION, algorithms);
  if (!Array.isArray(jwks?.keys) || jwks.keys.length === 0) {
    throw new TypeError(`${ACTION}: keys is missing, give at least one public JWK`);
  }
  const keys = jwks.keys.flatMap((jwk, position) => keysAt(position, jwk, algorithms));
  const index = createKeyIndex(keys);
  const hidden = keys.find(({ kid, algorithm }) => index.find(kid, algorithm) === undefined);
  if (hidden !== undefined) {
    throw new TypeError(`${ACTION}: two ${hidden.algorithm} keys, give each a kid of its own`);
  }
  return { find: index.find, close() {} };
}

function keysAt(position: number, jwk: JWK, algorithms: readonly SignatureAlgorithm[]): VerificationKey[] {
  try {
    return verificationKeysOf(jwk, algorithms);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new TypeError(`${ACTION}: keys[${position}] ${found}`, { cause: error });
  }
}
