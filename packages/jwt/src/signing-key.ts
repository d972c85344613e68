import type { KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import type { SignatureAlgorithm } from './signature-algorithm.js';

/** A private key, bound to the one algorithm that it signs with, and the public half to publish. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SignatureAlgorithm;
  readonly privateKey: KeyObject;
  /** With `kid`, `alg` and `use`, ready for a key set; never a private member. */
  readonly publicJwk: JWK;
}
