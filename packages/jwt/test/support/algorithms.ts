import type { SignatureAlgorithm } from '../../src/signature-algorithm.js';

/** Every algorithm that there is. */
export const ALL_ALGORITHMS: readonly SignatureAlgorithm[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];
