import { type CacheLimits, type Clock, checkOptions, systemClock } from '@portcullis/core';
import {
  type ChallengeParameters,
  type ChallengeSettings,
  readChallengeParameters,
} from './challenge-parameters.js';
import { checkIssuerOptions } from './check-issuer-options.js';
import { ISSUER_OPTIONS, type IssuerOptions } from './issuer-options.js';

/** What holds for all tokens, whoever issued them. */
export interface BearerSettings extends ChallengeSettings {
  /**
   * Longest token that is looked at.
   * @default 8192
   */
  readonly maxTokenBytes?: number;
  /**
   * How far an issuer's clock may be ahead of ours (`nbf`, `iat`). `exp` is never stretched.
   * @default 5
   */
  readonly clockToleranceSeconds?: number;
  /**
   * Bounds of the cache of verified tokens; `false` verifies every token in full, each time.
   * @default { maxEntries: 10_000, maxBytes: 16_777_216 }
   */
  readonly cache?: Partial<CacheLimits> | false;
  /**
   * Status for a token that is not good; 403 for providers whose contract says so. Missing and unreadable ones keep
   * theirs.
   * @default 401 (RFC 6750 §3.1)
   */
  readonly invalidCredentialStatus?: 401 | 403;
  /**
   * Takes a token from a parsed form body too (RFC 6750 §2.2): POST, PUT and PATCH alone.
   * @default false
   */
  readonly acceptBodyToken?: boolean;
  /**
   * Takes a token from the query too (RFC 6750 §2.3 advises against it: URLs are logged). Answers get `Cache-Control: private`.
   * @default false
   */
  readonly acceptQueryToken?: boolean;
  /** @default the clock of this machine */
  readonly clock?: Clock;
}

/** Several issuers, each with its own keys, audiences and algorithms. */
export interface SeveralIssuers {
  readonly issuers: readonly IssuerOptions[];
}

export type BearerOptions = BearerSettings & (IssuerOptions | SeveralIssuers);

/** All settings, complete. */
export interface CompleteBearerOptions
  extends Required<Omit<BearerSettings, keyof ChallengeSettings | 'cache'>>,
    ChallengeParameters {
  readonly cache: CacheLimits | false;
  readonly issuers: readonly IssuerOptions[];
}

const SETTINGS = [
  'scope',
  'realm',
  'resourceMetadata',
  'maxTokenBytes',
  'clockToleranceSeconds',
  'cache',
  'invalidCredentialStatus',
  'acceptBodyToken',
  'acceptQueryToken',
  'clock',
] as const;

/** @throws TypeError for an option that is missing, unknown or of a wrong value. */
export function completeBearerOptions(action: string, options: BearerOptions): CompleteBearerOptions {
  const issuers = readIssuers(action, options);
  const complete = {
    ...readChallengeParameters(action, options, issuers),
    maxTokenBytes: options.maxTokenBytes ?? 8192,
    clockToleranceSeconds: options.clockToleranceSeconds ?? 5,
    cache: options.cache === false ? options.cache : readCacheLimits(action, options.cache ?? {}),
    invalidCredentialStatus: options.invalidCredentialStatus ?? 401,
    acceptBodyToken: options.acceptBodyToken ?? false,
    acceptQueryToken: options.acceptQueryToken ?? false,
    clock: options.clock ?? systemClock,
    issuers,
  };
  checkAmount(action, 'maxTokenBytes', complete.maxTokenBytes, 1);
  checkAmount(action, 'clockToleranceSeconds', complete.clockToleranceSeconds, 0);
  checkOneOf(action, 'invalidCredentialStatus', complete.invalidCredentialStatus, [401, 403]);
  checkOneOf(action, 'acceptBodyToken', complete.acceptBodyToken, [true, false]);
  checkOneOf(action, 'acceptQueryToken', complete.acceptQueryToken, [true, false]);
  if (typeof complete.clock?.now !== 'function') throw new TypeError(`${action}: clock has no function now`);
  return complete;
}

function readIssuers(action: string, options: BearerOptions): readonly IssuerOptions[] {
  if (!isForSeveral(options)) {
    checkOptions(action, options, [...SETTINGS, ...ISSUER_OPTIONS]);
    checkIssuerOptions(action, options);
    return [options];
  }
  checkOptions(action, options, [...SETTINGS, 'issuers']);
  const { issuers } = options;
  if (!Array.isArray(issuers) || issuers.length === 0) {
    throw new TypeError(`${action}: issuers is not a list of issuers`);
  }
  for (const issuer of issuers) {
    checkOptions(`${action}: one of issuers`, issuer, ISSUER_OPTIONS);
    checkIssuerOptions(action, issuer);
  }
  return issuers;
}

function isForSeveral(options: BearerOptions): options is BearerSettings & SeveralIssuers {
  return typeof options === 'object' && options !== null && 'issuers' in options;
}

function readCacheLimits(action: string, cache: Partial<CacheLimits>): CacheLimits {
  checkOptions(`${action}: cache`, cache, ['maxEntries', 'maxBytes']);
  const { maxEntries = 10_000, maxBytes = 16 * 1024 * 1024 } = cache;
  checkAmount(action, 'cache.maxEntries', maxEntries, 2);
  checkAmount(action, 'cache.maxBytes', maxBytes, 1);
  return { maxEntries, maxBytes };
}

function checkAmount(action: string, option: string, value: unknown, least: number): void {
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return;
  throw new TypeError(`${action}: ${option} is ${String(value)}, must be a number, at least ${least}`);
}

function checkOneOf(action: string, option: string, value: unknown, allowed: readonly unknown[]): void {
  if (!allowed.includes(value)) {
    throw new TypeError(`${action}: ${option} is ${String(value)}, must be ${allowed.join(' or ')}`);
  }
}
