import {
  exportSigningKey,
  generateSigningKey,
  importSigningKey,
  type SignatureAlgorithm,
  type SigningKey,
} from '@portcullis/jwt';
import type { SigningKeyRecord, SigningKeyStore } from '@portcullis/store';

/** Makes a key and stores it as a pending one. A store that writes to disk seals its private part. */
export async function storeNewSigningKey(
  store: SigningKeyStore,
  algorithm: SignatureAlgorithm,
): Promise<SigningKeyRecord> {
  const key = await generateSigningKey(algorithm);
  const record = await store.insert({
    kid: key.kid,
    algorithm,
    publicJwk: JSON.parse(JSON.stringify(key.publicJwk)),
    privateJwk: JSON.stringify(await exportSigningKey(key)),
  });
  if (record === undefined) throw new Error('Cannot store the signing key: its kid is taken');
  return record;
}

/** @throws Error when the private part is damaged. */
export async function readSigningKey(
  { kid, privateJwk }: SigningKeyRecord,
  algorithm: SignatureAlgorithm,
): Promise<SigningKey> {
  try {
    return await importSigningKey(JSON.parse(privateJwk), algorithm);
  } catch (cause) {
    throw new Error(`Cannot read signing key ${kid}: what the store holds of it is not a private key`, {
      cause,
    });
  }
}
