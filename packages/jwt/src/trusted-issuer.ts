import { checkOptions } from '@portcullis/core';
import type { ClaimRules } from './check-claims.js';
import { normalizeTyp } from './jose-header.js';
import type { KeySet } from './key-set.js';
import { checkAlgorithms, type SignatureAlgorithm } from './signature-algorithm.js';

/** An issuer whose tokens are accepted, with what belongs to it alone: its keys, audiences and algorithms. */
export interface TrustedIssuer {
  /** Compared with `iss` character by character. */
  readonly issuer: string;
  /** One of these must be among `aud`. */
  readonly audience: string | readonly string[];
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keys: KeySet;
  /**
   * Header `typ` values that are accepted, in any case, with or without `application/`. `null` accepts a token without
   * one.
   * @default ['at+jwt'] (RFC 9068 §4)
   */
  readonly acceptTyp?: readonly (string | null)[];
  /**
   * Claims that must be there besides `iss`, `aud` and `exp`.
   * @default ['sub', 'client_id', 'iat', 'jti'] (RFC 9068 §2.2)
   */
  readonly requiredClaims?: readonly string[];
}

/** A trusted issuer, checked and arranged for look-ups. */
export interface IssuerRules extends ClaimRules {
  readonly issuer: string;
  readonly keys: KeySet;
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
  /** Normalized; `undefined` where a token without `typ` is accepted. */
  readonly types: ReadonlySet<string | undefined>;
}

const KNOWN = ['issuer', 'audience', 'algorithms', 'keys', 'acceptTyp', 'requiredClaims'];

/** @throws TypeError for wrong or missing options of any issuer, or two issuers of one name. */
export function prepareIssuers(
  action: string,
  issuers: readonly TrustedIssuer[],
): ReadonlyMap<unknown, IssuerRules> {
  if (!Array.isArray(issuers) || issuers.length === 0) {
    throw new TypeError(`${action}: issuers is missing, give at least one`);
  }
  const rules = new Map<unknown, IssuerRules>();
  for (const trusted of issuers) {
    const prepared = prepareIssuer(action, trusted);
    if (rules.has(prepared.issuer))
      throw new TypeError(`${action}: issuer ${prepared.issuer} is listed twice`);
    rules.set(prepared.issuer, prepared);
  }
  return rules;
}

function prepareIssuer(action: string, trusted: TrustedIssuer): IssuerRules {
  checkOptions(action, trusted, KNOWN);
  const { issuer, audience, algorithms, keys, acceptTyp = ['at+jwt'] } = trusted;
  const { requiredClaims = ['sub', 'client_id', 'iat', 'jti'] } = trusted;
  const audiences = typeof audience === 'string' ? [audience] : audience;
  checkNames(action, 'issuer', [issuer]);
  checkNames(action, 'audience', audiences);
  checkAlgorithms(action, algorithms);
  checkKeySet(action, keys);
  checkNames(action, 'acceptTyp', acceptTyp, (typ) => typ === null);
  if (requiredClaims.length > 0) checkNames(action, 'requiredClaims', requiredClaims);
  return {
    issuer,
    keys,
    algorithms: new Set(algorithms),
    types: new Set(acceptTyp.map((typ) => (typ === null ? undefined : normalizeTyp(typ)))),
    audiences: new Set(audiences),
    requiredClaims: [...requiredClaims],
  };
}

function checkKeySet(action: string, keys: unknown): void {
  if (typeof keys !== 'object' || keys === null || !('find' in keys) || typeof keys.find !== 'function') {
    throw new TypeError(
      `${action}: keys is no key set, make one by createKeySet, createRemoteKeySet or discoverKeySet`,
    );
  }
}

/** At least one, and each some text (or what is allowed in its place). */
function checkNames(action: string, option: string, names: unknown, isAllowed = (_: unknown) => false): void {
  const isName = (name: unknown) => (typeof name === 'string' && name !== '') || isAllowed(name);
  if (!Array.isArray(names) || names.length === 0 || !names.every(isName)) {
    throw new TypeError(`${action}: ${option} is missing, or not made of text`);
  }
}
