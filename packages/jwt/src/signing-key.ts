import { createPublicKey, KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { jwkThumbprint } from './jwk-thumbprint.js';
import { createSignatureMaker } from './make-signature.js';
import { checkAlgorithm, type SignatureAlgorithm } from './signature-algorithm.js';
import { type VerificationKey, verificationKeysOf } from './verification-key.js';
import { verifySignature } from './verify-signature.js';

/** A private key, bound to the one algorithm that it signs with, and the public half to publish. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SignatureAlgorithm;
  readonly privateKey: KeyObject;
  /** With `kid`, `alg` and `use`, ready for a key set; never a private member. */
  readonly publicJwk: JWK;
}

const IMPORT = 'Cannot import signing key';

/**
 * Makes a new key; RSA keys have 2048 bits. Its `kid` is its thumbprint (RFC 7638).
 *
 * @throws TypeError for an unknown algorithm
 */
export async function generateSigningKey(algorithm: SignatureAlgorithm): Promise<SigningKey> {
  checkAlgorithm('Cannot generate signing key', algorithm);
  const { generateKeyPair } = await import('jose/key/generate/keypair');
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return toSigningKey(KeyObject.from(privateKey), algorithm, undefined);
}

/**
 * Takes a private JWK (RFC 7517). Its `kid` is kept; without one it gets its thumbprint.
 *
 * @throws TypeError when it is public, symmetric, weak (RSA below 2048 bits), of another algorithm or use, or when its
 * private and public parts do not belong together
 */
export async function importSigningKey(jwk: JWK, algorithm: SignatureAlgorithm): Promise<SigningKey> {
  checkAlgorithm(IMPORT, algorithm);
  const key = await toSigningKey(await importPrivateKey(jwk, algorithm), algorithm, jwk.kid);
  const { alg = algorithm, use = 'sig' } = jwk;
  checkPair(key, { ...key.publicJwk, alg, use });
  return key;
}

/** The private JWK of a key, to be kept sealed; with `kid`, `alg` and `use`. */
export async function exportSigningKey({ kid, algorithm, privateKey }: SigningKey): Promise<JWK> {
  return { ...(await toJwk(privateKey)), kid, alg: algorithm, use: 'sig' };
}

async function toSigningKey(
  privateKey: KeyObject,
  algorithm: SignatureAlgorithm,
  kid: string | undefined,
): Promise<SigningKey> {
  const publicPart = await toJwk(createPublicKey(privateKey));
  const name = kid ?? (await jwkThumbprint(publicPart));
  return {
    kid: name,
    algorithm,
    privateKey,
    publicJwk: Object.freeze({ ...publicPart, kid: name, alg: algorithm, use: 'sig' }),
  };
}

/** Loads `jose` only now, as each function here does: who verifies alone never needs it. */
async function toJwk(key: KeyObject): Promise<JWK> {
  const { exportJWK } = await import('jose/key/export');
  return exportJWK(key);
}

async function importPrivateKey(jwk: JWK, algorithm: SignatureAlgorithm): Promise<KeyObject> {
  const { importJWK } = await import('jose/key/import');
  const key = await importJWK(jwk, algorithm, { extractable: true }).catch((cause: unknown) => {
    throw new TypeError(`${IMPORT}: it cannot be read as a private ${algorithm} key`, { cause });
  });
  if (key instanceof Uint8Array || key.type !== 'private') {
    throw new TypeError(`${IMPORT}: it is not a private key`);
  }
  return KeyObject.from(key);
}

/** Signs once, and verifies that with the public half, which others will be given. */
function checkPair({ algorithm, privateKey }: SigningKey, publicJwk: JWK): void {
  const probe = 'probe';
  const signature = createSignatureMaker(algorithm, privateKey).sign(Buffer.from(probe));
  if (!readPublicKeys(publicJwk, algorithm).every((key) => verifySignature(key, probe, signature))) {
    throw new TypeError(`${IMPORT}: its private and public parts do not belong together`);
  }
}

function readPublicKeys(publicJwk: JWK, algorithm: SignatureAlgorithm): VerificationKey[] {
  try {
    return verificationKeysOf(publicJwk, [algorithm]);
  } catch (cause) {
    throw new TypeError(`${IMPORT}: it ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}
