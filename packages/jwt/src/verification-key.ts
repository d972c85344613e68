import type { KeyObject } from 'node:crypto';
import type { SignatureAlgorithm } from './signature-algorithm.js';

/** A public key, bound to the one algorithm that it may verify. */
export interface VerificationKey {
  readonly kid: string | undefined;
  readonly algorithm: SignatureAlgorithm;
  readonly key: KeyObject;
}
