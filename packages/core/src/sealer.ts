import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Locks what must not lie open in a database, and opens it again (AES-256-GCM). */
export interface Sealer {
  /** `label` says what is sealed (an id of its row, say): moved to another row it does not open. */
  seal(text: string, label: string): string;
  /** @throws Error when none of the secrets sealed this text under this label, or a bit of it was changed. */
  open(sealed: string, label: string): string;
}

interface SealingKey {
  readonly id: string;
  readonly key: Buffer;
}

const ivBytes = 12;
const tagBytes = 16;
const shortestSecret = 32;

/**
 * A sealer whose keys are derived (HKDF-SHA-256) from `secrets` for one `purpose`: the first one seals, all of them
 * open. To rotate, put the new secret in front and keep the old ones for as long as something sealed by them is kept.
 *
 * Does not stretch weak secrets: give random ones, not pass phrases.
 *
 * @throws TypeError without a secret, or when one is shorter than 32 bytes.
 */
export function createSealer(purpose: string, secrets: readonly string[]): Sealer {
  const keys = secrets.map((secret) => deriveKey(purpose, secret));
  const [newest] = keys;
  if (newest === undefined) throw new TypeError('Cannot create sealer: there is no secret');
  return {
    seal: (text, label) => `${newest.id}.${encrypt(newest.key, text, label).toString('base64url')}`,
    open(sealed, label) {
      const [id, box = ''] = sealed.split('.');
      const found = keys.find((key) => key.id === id);
      if (found === undefined)
        throw new Error('Cannot open what is sealed: none of the secrets given sealed it');
      return decrypt(found.key, box, label);
    },
  };
}

function deriveKey(purpose: string, secret: string): SealingKey {
  const bytes = Buffer.byteLength(secret);
  if (bytes < shortestSecret) {
    throw new TypeError(
      `Cannot create sealer: a secret has ${bytes} bytes, at least ${shortestSecret} are needed`,
    );
  }
  return {
    id: Buffer.from(hkdfSync('sha256', secret, '', `portcullis ${purpose} id`, 6)).toString('base64url'),
    key: Buffer.from(hkdfSync('sha256', secret, '', `portcullis ${purpose}`, 32)),
  };
}

function encrypt(key: Buffer, text: string, label: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(label));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, encoded: string, label: string): string {
  try {
    const box = Buffer.from(encoded, 'base64url');
    if (box.toString('base64url') !== encoded) throw new Error('It is not base64url');
    const iv = box.subarray(0, ivBytes);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(
      Buffer.from(label),
    );
    decipher.setAuthTag(box.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(box.subarray(ivBytes + tagBytes)), decipher.final()]).toString(
      'utf8',
    );
  } catch (cause) {
    throw new Error('Cannot open what is sealed: it was changed, or belongs elsewhere', { cause });
  }
}
