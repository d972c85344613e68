import { type Clock, type Eventually, ServiceUnavailableError } from '@portcullis/core';
import {
  checkAlgorithms,
  createJwtSigner,
  createKeySet,
  type JWK,
  type JwtSigner,
  type KeySet,
  type SignatureAlgorithm,
} from '@portcullis/jwt';
import type { SigningKeyRecord } from '@portcullis/store';
import type { SettledKeys, SigningKeyLifecycle } from './signing-key-lifecycle.js';
import { readSigningKey } from './signing-key-records.js';

/** The issuer's keys at hand: the one that signs, and those that others verify with. */
export interface SigningKeys {
  /** `kid` of the active key. */
  readonly kid: string;
  readonly signer: JwtSigner;
  readonly keySet: KeySet;
  /** The key set to publish (RFC 7517), as JSON. */
  readonly jwks: string;
  /** The key that takes over next. */
  readonly pending: SigningKeyRecord | undefined;
  /** Milliseconds since the epoch. */
  readonly readAt: number;
}

/** What was read of the keys, read again when it is old: other instances rotate too. */
export interface SigningKeyRing {
  /** At once, unless they have to be read. */
  current(): Eventually<SigningKeys>;
  reload(): Promise<SigningKeys>;
  /**
   * For guards in this process: an unknown `kid` makes it look into the store again, at most once a second. A guard that
   * is closed leaves it open: it is not the guard's.
   */
  readonly keySet: KeySet;
  /** Waits for what is being read; nothing is read any more. */
  close(): Promise<void>;
}

/** What was read is believed for so long. Well below the time that a new key is published before it signs. */
export const refreshMs = 30_000;
const cooldownMs = 1_000;

export function createSigningKeyRing(
  lifecycle: SigningKeyLifecycle,
  algorithm: SignatureAlgorithm,
  clock: Clock,
): SigningKeyRing {
  let keys: SigningKeys | undefined;
  let reading: Promise<SigningKeys> | undefined;
  let closed = false;
  return { current, reload, close, keySet: { find, close() {} } };

  function current(): Eventually<SigningKeys> {
    return keys !== undefined && isYoungerThan(refreshMs, keys) ? keys : reload();
  }

  function reload(): Promise<SigningKeys> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function close(): Promise<void> {
    closed = true;
    await reading?.catch(() => undefined);
  }

  async function read(): Promise<SigningKeys> {
    if (closed) throw keysClosed();
    const readAt = clock.now();
    const settled = await lifecycle.settle();
    const { kid } = settled.active;
    const signer =
      keys?.kid === kid ? keys.signer : createJwtSigner(await readSigningKey(settled.active, algorithm));
    keys = { kid, signer, ...publish(settled, keys), readAt };
    return keys;
  }

  function find(kid: string | undefined, algorithm: SignatureAlgorithm): ReturnType<KeySet['find']> {
    const now = current();
    if ('then' in now) return now.then(({ keySet }) => keySet.find(kid, algorithm));
    const found = now.keySet.find(kid, algorithm);
    if (found !== undefined || isYoungerThan(cooldownMs, now)) return found;
    return reload().then(({ keySet }) => keySet.find(kid, algorithm));
  }

  /** Also false when the clock was set back: then nobody knows how old it is. */
  function isYoungerThan(ageMs: number, { readAt }: SigningKeys): boolean {
    const age = clock.now() - readAt;
    return age >= 0 && age < ageMs;
  }
}

function keysClosed(): ServiceUnavailableError {
  return new ServiceUnavailableError('Cannot read the signing keys: the issuer is closed', {
    reason: 'keys_unavailable',
  });
}

type PublishedKeys = Pick<SigningKeys, 'keySet' | 'jwks' | 'pending'>;

/** Keys that are read again and are the same stay the same objects: who verified with one sees that it did not change. */
function publish({ all, pending: [pending] }: SettledKeys, before: PublishedKeys | undefined): PublishedKeys {
  const published: readonly JWK[] = all.map(({ publicJwk }) => publicJwk);
  const jwks = JSON.stringify({ keys: published });
  if (before?.jwks === jwks) return { keySet: before.keySet, jwks, pending };
  const algorithms = [...new Set(all.map(({ algorithm }) => algorithm))];
  checkAlgorithms('Cannot publish the signing keys', algorithms);
  return {
    keySet: createKeySet({ keys: published }, algorithms),
    jwks,
    pending,
  };
}
