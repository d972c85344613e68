import {
  callerAddress,
  createPrincipal,
  defineGuard,
  type Guard,
  isPromiseLike,
  type Principal,
  readSingleHeader,
  type Scheme,
  VerifiedCache,
} from '@portcullis/core';
import { apiKeyChallenges } from './api-key-challenges.js';
import { type ApiKeyOptions, completeApiKeyOptions } from './api-key-options.js';
import { findVerifiedKey } from './find-verified-key.js';
import { addressNotAllowed } from './key-refusals.js';
import type { ApiKey } from './keys/key.js';
import { rememberKeys } from './remember-keys.js';
import type { VerifiedKey } from './verified-key.js';

/** The middleware, and what it knows of the keys that it let through. */
export interface ApiKeyGuard extends Guard {
  /**
   * The key that a principal stands on, with name, metadata and deadline, as it was when it was read: for a limit by plan.
   * `undefined` where this guard did not verify it.
   */
  keyOf(principal: Principal): ApiKey | undefined;
  /** Forgets the keys it knows, and writes when keys were last used. Call it when no request runs any more. */
  close(): Promise<void>;
}

const ACTION = 'Cannot create API key middleware';

/**
 * Lets a request through that brings a good API key in its header, and leaves the principal of the key's client on
 * `req.principal`. The answer becomes `Cache-Control: private` unless the app says otherwise.
 *
 * A missing key is 401 with a bare challenge (`ApiKey header="API-Key"`), a repeated header 400. Malformed, unknown,
 * expired, suspended and revoked keys, and those of another environment, get one and the same 401; the cause is in the
 * decision event. A good key from an address that is not on its list is 403.
 *
 * What the key is enough for is asked by requirements. Whether its client exists is not asked: a client that is in the
 * same store and is suspended or revoked takes its keys with it.
 *
 * @throws TypeError at creation for an option that is missing, unknown or of a wrong value.
 * @example
 * const application = apiKey({ keys, issuer: 'https://login.bank' });
 * app.get('/accounts', application, user, requireScopes('accounts:read'), listAccounts);
 */
export function apiKey(options: ApiKeyOptions): ApiKeyGuard {
  const settings = completeApiKeyOptions(ACTION, options);
  const { keys, clock, acceptForwardedFor } = settings;
  const header = settings.header.toLowerCase();
  const verified = new WeakMap<object, ApiKey>();
  const find = findVerifiedKey({ ...settings, verified, toPrincipal: (key) => createPrincipal(key, scheme) });
  const cache = settings.cache === false ? undefined : new VerifiedCache<VerifiedKey>(settings.cache);
  const findKey = cache === undefined ? find : rememberKeys(find, cache, keys.revocations);

  function admit(
    { id, addresses, principal }: VerifiedKey,
    req: Parameters<Guard>[0],
    now: number,
  ): Principal {
    if (addresses !== undefined && !addresses.includes(callerAddress(req, acceptForwardedFor))) {
      throw addressNotAllowed;
    }
    keys.used(id, now);
    return principal;
  }

  const scheme: Scheme = {
    kind: 'apiKey',
    slot: `header ${header}`,
    recognises(req) {
      const text = req.headers[header];
      return typeof text === 'string' && keys.recognises(text);
    },
    authenticate(req) {
      const text = readSingleHeader(req, header, `${settings.header} header`);
      if (text === undefined) return undefined;
      const now = clock.now();
      const found = findKey(text, now);
      return isPromiseLike(found) ? found.then((key) => admit(key, req, now)) : admit(found, req, now);
    },
    challenges: apiKeyChallenges(settings),
    acceptedHeaders: { 'Cache-Control': 'private' },
  };
  return Object.assign(defineGuard('apiKeyMiddleware', scheme), {
    keyOf: ({ credentials }: Principal) => credentials.apiKey && verified.get(credentials.apiKey),
    async close() {
      cache?.clear();
      await keys.flush();
    },
  });
}
