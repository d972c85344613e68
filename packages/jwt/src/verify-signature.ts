import { verify } from 'node:crypto';
import { derFromJoseSignature } from './ecdsa-signature.js';
import { ALGORITHMS } from './signature-algorithm.js';
import type { VerificationKey } from './verification-key.js';

/**
 * Whether this key made the signature. The key goes to `crypto.verify` bare: an object of options around it costs up to
 * 40 µs a call.
 */
export function verifySignature(
  { algorithm, key }: VerificationKey,
  signingInput: string,
  signature: Buffer,
): boolean {
  const traits = ALGORITHMS[algorithm];
  const data = Buffer.from(signingInput, 'latin1');
  if (traits.family !== 'ECDSA') return verify(traits.digest, data, key, signature);
  const der = derFromJoseSignature(signature, traits.coordinateBytes);
  return der !== undefined && verify(traits.digest, data, key, der);
}
