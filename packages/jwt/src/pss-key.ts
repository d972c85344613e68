import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

type Digest = 'sha256' | 'sha384' | 'sha512';

/** Last digit of the digest's object identifier, 2.16.840.1.101.3.4.2.x, and the length of its output. */
const DIGESTS: Readonly<Record<Digest, { readonly id: string; readonly saltLength: string }>> = {
  sha256: { id: '1', saltLength: '20' },
  sha384: { id: '2', saltLength: '30' },
  sha512: { id: '3', saltLength: '40' },
};

/**
 * The same RSA key as an RSASSA-PSS key (RFC 4055 §3.1) that knows its digest, and a salt as long as the digest
 * (RFC 7518 §3.5). With a plain RSA key, padding and salt would have to be options of each call, which is slower.
 */
export function pssPublicKey(key: KeyObject, digest: Digest): KeyObject {
  const rsaPublicKey = key.export({ type: 'pkcs1', format: 'der' });
  const bits = derValue(0x03, Buffer.from([0]), rsaPublicKey);
  const spki = derValue(0x30, pssAlgorithm(digest), bits);
  return createPublicKey({ key: spki, format: 'der', type: 'spki' });
}

/** As `pssPublicKey`, for the key that signs. */
export function pssPrivateKey(key: KeyObject, digest: Digest): KeyObject {
  const version = Buffer.from([0x02, 0x01, 0x00]);
  const rsaPrivateKey = derValue(0x04, key.export({ type: 'pkcs1', format: 'der' }));
  const pkcs8 = derValue(0x30, version, pssAlgorithm(digest), rsaPrivateKey);
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
}

/** AlgorithmIdentifier of id-RSASSA-PSS with digest, MGF1 with the same digest, and salt length. */
function pssAlgorithm(digest: Digest): Buffer {
  const { id, saltLength } = DIGESTS[digest];
  const hash = `300d060960864801650304020${id}0500`;
  const mask = `301a06092a864886f70d010108${hash}`;
  return Buffer.from(`304106092a864886f70d01010a3034a00f${hash}a11c${mask}a2030201${saltLength}`, 'hex');
}

function derValue(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), derLength(content.length), content]);
}

function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}
