import { type CacheLimits, type Clock, checkOptions, systemClock } from '@portcullis/core';
import type { Environment } from './format/key-format.js';
import type { ApiKeys } from './keys/api-keys.js';

export interface ApiKeyOptions {
  /** The registry of the keys that are accepted. */
  readonly keys: ApiKeys;
  /** Whose clients the keys name: the issuer of the tokens that may come beside them. */
  readonly issuer: string;
  /** @default 'API-Key' */
  readonly header?: string;
  /** Keys of which environment are accepted. @default ['live'] */
  readonly environments?: readonly Environment[];
  /** Name of the protected space, for the challenge (RFC 9110 §11.5). */
  readonly realm?: string;
  /**
   * Status for a key that is not good; 403 for providers whose contract says so. A missing one keeps 401.
   * @default 401
   */
  readonly invalidCredentialStatus?: 401 | 403;
  /**
   * Lets the key stand beside a token or certificate of another client. It still cuts what that one may do.
   * @default false: 403 `credential_mismatch`
   */
  readonly besideAnyClient?: boolean;
  /**
   * Judge a key's address list by the address that Express's `trust proxy` finds in `X-Forwarded-For` (`req.ip`), not by
   * that of the socket. Safe only where `trust proxy` names the proxies, or counts them and nobody reaches the app past
   * them.
   * @default false
   */
  readonly acceptForwardedFor?: boolean;
  /**
   * Bounds of the cache of verified keys; `false` looks every key up each time.
   * @default { maxEntries: 10_000, maxBytes: 16_777_216 }
   */
  readonly cache?: Partial<CacheLimits> | false;
  /** @default the clock of this machine */
  readonly clock?: Clock;
}

/** All options, complete. What stands in a challenge has no default. */
export interface CompleteApiKeyOptions
  extends Required<Omit<ApiKeyOptions, 'realm' | 'cache'>>,
    Pick<ApiKeyOptions, 'realm'> {
  readonly cache: CacheLimits | false;
}

const optionNames = [
  ...['keys', 'issuer', 'header', 'environments', 'realm', 'invalidCredentialStatus'],
  ...['besideAnyClient', 'acceptForwardedFor', 'cache', 'clock'],
];

/** RFC 9110 §5.6.2 */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Headers with a meaning of their own: other schemes read them, logs and proxies treat them so. */
const takenHeaders = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'host'];

/** @throws TypeError for an option that is missing, unknown or of a wrong value. */
export function completeApiKeyOptions(action: string, options: ApiKeyOptions): CompleteApiKeyOptions {
  checkOptions(action, options, optionNames);
  const { realm, cache = {} } = options;
  const complete = {
    keys: options.keys,
    issuer: options.issuer,
    header: options.header ?? 'API-Key',
    environments: options.environments ?? ['live'],
    ...(realm !== undefined && { realm }),
    invalidCredentialStatus: options.invalidCredentialStatus ?? 401,
    besideAnyClient: options.besideAnyClient ?? false,
    acceptForwardedFor: options.acceptForwardedFor ?? false,
    cache: cache === false ? cache : readCacheLimits(action, cache),
    clock: options.clock ?? systemClock,
  } satisfies CompleteApiKeyOptions;
  const problem = problemOf(complete);
  if (problem !== undefined) throw new TypeError(`${action}: ${problem}`);
  return complete;
}

function problemOf(options: CompleteApiKeyOptions): string | undefined {
  const { keys, issuer, header, realm, invalidCredentialStatus, clock } = options;
  if (typeof keys?.verify !== 'function') return 'keys is missing, or was not made by createApiKeys';
  if (typeof issuer !== 'string' || issuer === '') return 'issuer is missing';
  if (typeof header !== 'string' || !headerName.test(header)) return 'header is not the name of a header';
  if (takenHeaders.includes(header.toLowerCase())) return `header is ${header}, which has another meaning`;
  if (realm !== undefined && (typeof realm !== 'string' || realm === '')) return 'realm is not text';
  if (![401, 403].includes(invalidCredentialStatus)) return 'invalidCredentialStatus must be 401 or 403';
  if (typeof clock?.now !== 'function') return 'clock has no function now';
  return environmentProblem(options) ?? switchProblem(options);
}

function environmentProblem({ environments }: CompleteApiKeyOptions): string | undefined {
  const isGood = Array.isArray(environments) && environments.length > 0;
  if (isGood && environments.every((name) => name === 'live' || name === 'test')) return undefined;
  return 'environments must be a list of live and test, not empty';
}

function switchProblem(options: CompleteApiKeyOptions): string | undefined {
  const switches = ['besideAnyClient', 'acceptForwardedFor'] as const;
  const wrong = switches.find((name) => typeof options[name] !== 'boolean');
  return wrong && `${wrong} must be true or false`;
}

function readCacheLimits(action: string, cache: Partial<CacheLimits>): CacheLimits {
  checkOptions(`${action}: cache`, cache, ['maxEntries', 'maxBytes']);
  const { maxEntries = 10_000, maxBytes = 16 * 1024 * 1024 } = cache;
  for (const [name, value] of Object.entries({ maxEntries, maxBytes })) {
    if (!Number.isFinite(value) || value < 2) {
      throw new TypeError(`${action}: cache.${name} is ${String(value)}, must be a number, at least 2`);
    }
  }
  return { maxEntries, maxBytes };
}
