import { type Clock, type Eventually, ServiceUnavailableError } from '@portcullis/core';
import { createForwardClock } from './forward-clock.js';
import { createKeyIndex, type KeyIndex } from './key-index.js';
import type { KeySet } from './key-set.js';
import { isJsonObject } from './parse-json-object.js';
import type { RefreshOptions } from './refresh-options.js';
import type { SignatureAlgorithm } from './signature-algorithm.js';
import { type VerificationKey, verificationKeysOf } from './verification-key.js';

/** Fetches the JWK Set, as it came. */
export type LoadJwks = (signal: AbortSignal) => Promise<unknown>;

/** First pause after a failure; a short fault of the network should not cost the whole cool-down. */
const FIRST_PAUSE_SECONDS = 1;
const MILLISECONDS = 1000;

/**
 * A key set that fetches its keys when the first token needs them and keeps them fresh while tokens come. One fetch at a
 * time; between two there is always a pause, so tokens with unknown `kid`s cause no storm.
 */
export class RefreshingKeySet implements KeySet {
  readonly #load: LoadJwks;
  readonly #options: Required<RefreshOptions>;
  readonly #clock: Clock;
  #keys: KeyIndex = createKeyIndex([]);
  #loadedAt = Number.NEGATIVE_INFINITY;
  #pauseUntil = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | undefined;
  #deadline: AbortController | undefined;
  #isClosed = false;
  #failures = 0;
  #failure: unknown;

  constructor(load: LoadJwks, options: Required<RefreshOptions>) {
    this.#load = load;
    this.#options = options;
    this.#clock = createForwardClock(options.clock);
  }

  find(kid: string | undefined, algorithm: SignatureAlgorithm): Eventually<VerificationKey | undefined> {
    const now = this.#clock.now();
    const key = this.#findAt(now, kid, algorithm);
    if (key !== undefined) {
      if (now >= this.#loadedAt + this.#options.refreshSeconds * MILLISECONDS) this.#refresh(now);
      return key;
    }
    const refreshed = this.#refresh(now);
    if (refreshed === undefined) return this.#findOrFail(kid, algorithm);
    return refreshed.then(() => this.#findOrFail(kid, algorithm));
  }

  close(): void {
    this.#isClosed = true;
    this.#deadline?.abort(new Error('The key set was closed'));
  }

  #findAt(now: number, kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | undefined {
    return this.#areUsable(now) ? this.#keys.find(kid, algorithm) : undefined;
  }

  /** After a refresh, or where none is due: "no such key" is said only by keys that are known to be all. */
  #findOrFail(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | undefined {
    const now = this.#clock.now();
    const key = this.#findAt(now, kid, algorithm);
    if (key === undefined && (this.#failures > 0 || !this.#areUsable(now))) throw this.#unavailable(now);
    return key;
  }

  #areUsable(now: number): boolean {
    return !this.#keys.isEmpty && now < this.#loadedAt + this.#options.maxStaleSeconds * MILLISECONDS;
  }

  /** The refresh under way, or a new one; `undefined` during a pause. Never rejects. */
  #refresh(now: number): Promise<void> | undefined {
    if (this.#loading === undefined && now >= this.#pauseUntil && !this.#isClosed) {
      this.#loading = this.#reload(now).finally(() => {
        this.#loading = undefined;
      });
    }
    return this.#loading;
  }

  async #reload(startedAt: number): Promise<void> {
    try {
      const loaded = usableKeys(await this.#loadInTime(), this.#options.algorithms);
      this.#keys = createKeyIndex(loaded.map((key) => knownKey(key, this.#keys)));
      this.#loadedAt = startedAt;
      this.#failures = 0;
      this.#failure = this.#keys.isEmpty
        ? new Error('Cannot use key set: none of its keys can be used')
        : undefined;
    } catch (error) {
      this.#failure = error;
      this.#failures += 1;
    }
    this.#pauseUntil = this.#clock.now() + this.#pauseSeconds() * MILLISECONDS;
  }

  async #loadInTime(): Promise<unknown> {
    const { timeoutSeconds } = this.#options;
    const deadline = new AbortController();
    const expire = () => deadline.abort(new Error(`No answer within ${timeoutSeconds} seconds`));
    const timer = setTimeout(expire, timeoutSeconds * MILLISECONDS).unref();
    this.#deadline = deadline;
    try {
      return await this.#load(deadline.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  #pauseSeconds(): number {
    const { cooldownSeconds } = this.#options;
    if (this.#failures === 0) return cooldownSeconds;
    return Math.min(cooldownSeconds, FIRST_PAUSE_SECONDS * 2 ** (this.#failures - 1));
  }

  #unavailable(now: number): ServiceUnavailableError {
    return new ServiceUnavailableError('Cannot verify token: the keys of its issuer are not available', {
      reason: 'keys_unavailable',
      retryAfterSeconds: (this.#pauseUntil - now) / MILLISECONDS,
      cause: this.#failure,
    });
  }
}

/**
 * The keys of a set that can be used. The rest is left out, since issuers publish keys for other purposes and of kinds
 * yet to come (RFC 7517 §5).
 */
function usableKeys(jwks: unknown, algorithms: readonly SignatureAlgorithm[]): VerificationKey[] {
  if (!isJsonObject(jwks) || !Array.isArray(jwks.keys))
    throw new Error('Cannot read key set: it has no list of keys');
  return jwks.keys.flatMap((jwk) => {
    try {
      return verificationKeysOf(jwk, algorithms);
    } catch {
      return [];
    }
  });
}

/** A key that was there before stays the same object. */
function knownKey(key: VerificationKey, known: KeyIndex): VerificationKey {
  const before = known.find(key.kid, key.algorithm);
  return before?.kid === key.kid && before?.key.equals(key.key) ? before : key;
}
