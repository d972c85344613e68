import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** A secret of the app that goes into every digest, so that a stolen database alone proves no guess right. */
export interface Pepper {
  /** Told from the secret itself, so that it stays the same whatever stands beside it. Says nothing about it. */
  readonly version: number;
  /** Of a whole key: HMAC-SHA-256, 43 characters of base64url. */
  digest(key: string): string;
}

const shortestSecret = 32;

/** Whole numbers of 48 bits fit every engine. */
const versionBytes = 6;

/**
 * The peppers of these secrets, in their order.
 *
 * @throws TypeError without a secret, for one shorter than 32 bytes, and for one that stands twice.
 */
export function createPeppers(
  action: string,
  secrets: readonly string[],
): readonly [newest: Pepper, ...older: Pepper[]] {
  if (!Array.isArray(secrets)) throw new TypeError(`${action}: peppers must be a list of secrets`);
  const [newest, ...older] = secrets.map((secret) => createPepper(action, secret));
  if (newest === undefined) throw new TypeError(`${action}: peppers is missing; at least one is needed`);
  if (new Set([newest, ...older].map(({ version }) => version)).size < secrets.length) {
    throw new TypeError(`${action}: peppers has one secret twice`);
  }
  return [newest, ...older];
}

function createPepper(action: string, secret: unknown): Pepper {
  if (typeof secret !== 'string' || Buffer.byteLength(secret) < shortestSecret) {
    throw new TypeError(
      `${action}: peppers has a secret that is not text of ${shortestSecret} bytes or more`,
    );
  }
  const key: KeyObject = createSecretKey(derive(secret, 'key', 32));
  return {
    version: derive(secret, 'version', versionBytes).readUIntBE(0, versionBytes),
    digest: (text) => createHmac('sha256', key).update(text).digest('base64url'),
  };
}

/** For this purpose alone: the app may give the same secret to other parts. */
function derive(secret: string, what: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `portcullis API key pepper ${what}`, bytes));
}
