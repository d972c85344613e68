import { createSealer } from '@portcullis/core';
import {
  exportSigningKey,
  generateSigningKey,
  importSigningKey,
  type SignatureAlgorithm,
  type SigningKey,
} from '@portcullis/jwt';
import type { SigningKeyRecord, SigningKeyStore } from '@portcullis/store';

/** Makes signing keys and keeps them in the store, their private part sealed where there are secrets to seal with. */
export interface SigningKeySafe {
  /** Makes a key and stores it as a pending one. */
  create(): Promise<SigningKeyRecord>;
  /** @throws Error when the private part is not sealed, or none of the secrets opens it. */
  open(record: SigningKeyRecord): Promise<SigningKey>;
}

export function createSigningKeySafe(
  store: SigningKeyStore,
  algorithm: SignatureAlgorithm,
  sealingSecrets: readonly string[] | undefined,
): SigningKeySafe {
  const sealer = sealingSecrets && createSealer('signing keys', sealingSecrets);
  return {
    async create() {
      const key = await generateSigningKey(algorithm);
      const privateJwk = JSON.stringify(await exportSigningKey(key));
      const record = await store.insert({
        kid: key.kid,
        algorithm,
        publicJwk: JSON.parse(JSON.stringify(key.publicJwk)),
        privateJwk: sealer ? sealer.seal(privateJwk, key.kid) : privateJwk,
      });
      if (record === undefined) throw new Error('Cannot store the signing key: its kid is taken');
      return record;
    },

    async open({ kid, privateJwk }) {
      try {
        const text = sealer ? sealer.open(privateJwk, kid) : privateJwk;
        return await importSigningKey(JSON.parse(text), algorithm);
      } catch (cause) {
        throw new Error(`Cannot open signing key ${kid}: ${sealer ? advice : unsealedAdvice}`, { cause });
      }
    },
  };
}

const advice =
  'it was not sealed with any of the sealingSecrets given; give the one it was made under as well';
const unsealedAdvice = 'it is sealed, or damaged; give the sealingSecrets it was made under';
