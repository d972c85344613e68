import type { Eventually } from '@portcullis/core';
import type { SignatureAlgorithm } from './signature-algorithm.js';
import type { VerificationKey } from './verification-key.js';

/** The keys of one issuer, asked again for every token: what it gives is what is valid now. */
export interface KeySet {
  /**
   * The key for this `kid` and algorithm together, at once when it is at hand; `undefined` when the issuer has none.
   * Without a `kid`, the key of the set that fits the algorithm, if it is the only one.
   *
   * @throws ServiceUnavailableError (also as a rejection) when the keys cannot be had.
   */
  find(kid: string | undefined, algorithm: SignatureAlgorithm): Eventually<VerificationKey | undefined>;
  /** Ends what is under way; afterwards nothing is fetched any more. */
  close(): void;
}
