import {
  checkAlgorithms,
  checkIssuerUrl,
  type JwkSet,
  type KeySet,
  type SignatureAlgorithm,
} from '@portcullis/jwt';
import type { RevocationView } from '@portcullis/store';
import { isLocalIssuer, type LocalIssuer } from './local-issuer.js';
import { isRevocationView } from './revocation.js';

/** What is asked of the tokens of an issuer, wherever it is. */
interface AcceptedTokens {
  /** One of these must be among `aud`: the name of this API. */
  readonly audience: string | readonly string[];
  /**
   * Header `typ` values that are accepted; `null` accepts a token without one.
   * @default ['at+jwt'] (RFC 9068 §4)
   */
  readonly acceptTyp?: readonly (string | null)[];
  /**
   * Claims that must be there besides `iss`, `aud`, `exp` and the one that names the client.
   * @default ['sub', 'iat', 'jti'] (RFC 9068 §2.2)
   */
  readonly requiredClaims?: readonly string[];
  /**
   * The claim that names the client, for issuers that do not follow RFC 9068 (`azp`, `cid`).
   * @default 'client_id'
   */
  readonly clientClaim?: string;
}

/** An issuer elsewhere, known by its URL. */
export interface RemoteIssuerOptions extends AcceptedTokens {
  /** Issuer identifier, compared with `iss` character by character; https, or http on loopback. */
  readonly issuer: string;
  /** Signature algorithms that its tokens may use. */
  readonly algorithms: readonly SignatureAlgorithm[];
  /** Its keys: a JWK Set, the URL of one, or a key set of `@portcullis/jwt`. Without it they are discovered (RFC 8414). */
  readonly jwks?: string | JwkSet | KeySet;
  /** Tokens, clients and users that are revoked, asked before and beside the cache. Without it tokens live until `exp`. */
  readonly revocations?: RevocationView;
}

/** A token issuer of this process: keys, revocations and authority are live. */
export interface LocalIssuerOptions extends AcceptedTokens {
  readonly issuer: LocalIssuer;
  /** @default those of the issuer */
  readonly algorithms?: readonly SignatureAlgorithm[];
}

export type IssuerOptions = RemoteIssuerOptions | LocalIssuerOptions;

/** The names of `IssuerOptions`, for `checkOptions`. */
export const ISSUER_OPTIONS = [
  'issuer',
  'audience',
  'algorithms',
  'jwks',
  'acceptTyp',
  'requiredClaims',
  'clientClaim',
  'revocations',
] as const;

/** Whether these options are about an issuer of this process. */
export function isForLocalIssuer(options: IssuerOptions): options is LocalIssuerOptions {
  return typeof options.issuer === 'object' && options.issuer !== null;
}

/**
 * Checks what can be seen without the keys; these are looked at where key sets are made.
 *
 * @throws TypeError
 */
export function checkIssuerOptions(action: string, options: IssuerOptions): void {
  const { issuer, audience, requiredClaims = [], clientClaim = 'client_id' } = options;
  if (isForLocalIssuer(options)) {
    if (!isLocalIssuer(issuer)) throw new TypeError(`${action}: issuer is an object, but no token issuer`);
    checkIssuerUrl(action, 'issuer', issuer.issuer);
    checkAlgorithms(action, options.algorithms ?? issuer.algorithms);
    refuseOwnSources(action, options);
  } else {
    checkIssuerUrl(action, 'issuer', issuer);
    checkAlgorithms(action, options.algorithms);
    checkRevocations(action, options.revocations);
  }
  checkNames(action, 'audience', typeof audience === 'string' ? [audience] : audience);
  checkNames(action, 'requiredClaims', requiredClaims, 0);
  checkNames(action, 'clientClaim', [clientClaim]);
}

/** The issuer object has its own, and one that looked elsewhere would miss its revocations. */
function refuseOwnSources(action: string, options: LocalIssuerOptions): void {
  for (const name of ['jwks', 'revocations']) {
    if (Reflect.get(options, name) === undefined) continue;
    throw new TypeError(`${action}: ${name} is given, but the issuer is an object and has its own`);
  }
}

function checkRevocations(action: string, revocations: RevocationView | undefined): void {
  if (revocations === undefined || isRevocationView(revocations)) return;
  throw new TypeError(`${action}: revocations is not a revocation view, give the \`revocations\` of a store`);
}

function checkNames(action: string, option: string, names: unknown, least = 1): void {
  if (names === undefined) throw new TypeError(`${action}: ${option} is missing`);
  const isText = (name: unknown) => typeof name === 'string' && name !== '';
  if (!Array.isArray(names) || names.length < least || !names.every(isText)) {
    throw new TypeError(`${action}: ${option} is not made of text`);
  }
}
