import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { isJsonObject, type JsonObject } from './parse-json-object.js';
import { pssPublicKey } from './pss-key.js';
import { ALGORITHMS, algorithmNamed, type SignatureAlgorithm } from './signature-algorithm.js';

/** A public key, bound to the one algorithm that it may verify. */
export interface VerificationKey {
  readonly kid: string | undefined;
  readonly algorithm: SignatureAlgorithm;
  /** For `crypto.verify` as it is: an RSASSA-PSS key carries its parameters. */
  readonly key: KeyObject;
}

const MIN_RSA_BITS = 2048;
const MIN_RSA_EXPONENT = 3n;

/**
 * What a JWK (RFC 7517) may verify: one key for each of the `algorithms` that fits it, at least one.
 *
 * @throws TypeError with the reason why this JWK is not used: symmetric or private, not for signatures, weak, unknown,
 * or of another algorithm. The message is what follows a colon.
 */
export function verificationKeysOf(
  jwk: unknown,
  algorithms: readonly SignatureAlgorithm[],
): VerificationKey[] {
  if (!isJsonObject(jwk)) throw new TypeError('is no JSON object');
  const kid = readKid(jwk);
  refuseSecret(jwk);
  refuseOtherUse(jwk);
  const key = importPublicKey(jwk);
  const weakness = weaknessOf(key);
  if (weakness !== undefined) throw new TypeError(weakness);
  const fitting = algorithms.filter((algorithm) => isMeantFor(jwk, algorithm) && fits(key, algorithm));
  if (fitting.length === 0) throw new TypeError(`does not fit ${algorithms.join(', ')}`);
  return fitting.map((algorithm) => ({ kid, algorithm, key: prepareKey(key, algorithm) }));
}

/** Whether a key is of the type, and on the curve, that the algorithm works with. */
export function fits(key: KeyObject, algorithm: SignatureAlgorithm): boolean {
  const traits = ALGORITHMS[algorithm];
  if (traits.family === 'Ed25519') return key.asymmetricKeyType === 'ed25519';
  if (traits.family !== 'ECDSA') return key.asymmetricKeyType === 'rsa';
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === traits.curve;
}

/** Why no signature of this key is trusted (RFC 7518 §3.3, RFC 8017 §3.1), or `undefined`. */
export function weaknessOf(key: KeyObject): string | undefined {
  if (key.asymmetricKeyType !== 'rsa') return undefined;
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_RSA_BITS)
    return `is an RSA key of ${modulusLength} bits, at least ${MIN_RSA_BITS} are needed`;
  if (publicExponent < MIN_RSA_EXPONENT || publicExponent % 2n === 0n)
    return 'is an RSA key with a broken exponent';
  return undefined;
}

function readKid({ kid }: JsonObject): string | undefined {
  if (kid === undefined || (typeof kid === 'string' && kid !== '')) return kid;
  throw new TypeError('has a kid that is no string');
}

function refuseSecret(jwk: JsonObject): void {
  if (jwk.kty === 'oct' || jwk.k !== undefined)
    throw new TypeError('is symmetric, only public keys are taken');
  if (jwk.d !== undefined) throw new TypeError('has its private part in it, give the public key alone');
}

/** RFC 7517 §4.2 and §4.3 */
function refuseOtherUse({ use, key_ops }: JsonObject): void {
  if (use !== undefined && use !== 'sig') throw new TypeError('is not for signatures (use)');
  if (key_ops === undefined) return;
  if (!Array.isArray(key_ops) || !key_ops.includes('verify')) {
    throw new TypeError('is not for verifying (key_ops)');
  }
}

function importPublicKey(jwk: JWK): KeyObject {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch (cause) {
    throw new TypeError('cannot be read as a public key', { cause });
  }
}

/** RFC 7517 §4.4 */
function isMeantFor({ alg }: JsonObject, algorithm: SignatureAlgorithm): boolean {
  return alg === undefined || algorithmNamed(alg) === algorithm;
}

function prepareKey(key: KeyObject, algorithm: SignatureAlgorithm): KeyObject {
  const traits = ALGORITHMS[algorithm];
  return traits.family === 'RSASSA-PSS' ? pssPublicKey(key, traits.digest) : key;
}
