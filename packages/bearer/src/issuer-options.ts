import type { JwkSet, KeySet, SignatureAlgorithm } from '@portcullis/jwt';
import type { RevocationView } from '@portcullis/store';
import type { IntrospectionOptions } from './introspection/introspection-options.js';
import type { LocalIssuer } from './local-issuer.js';

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
  /** Takes its opaque tokens too: whatever is no JWT, it is asked about (RFC 7662). */
  readonly introspection?: IntrospectionOptions;
  /** Tokens, clients and users that are revoked, asked before and beside the cache. Without it tokens live until `exp`. */
  readonly revocations?: RevocationView;
}

/** An issuer elsewhere that is asked about each of its tokens, whatever they look like. */
export interface IntrospectedIssuerOptions
  extends Pick<AcceptedTokens, 'audience' | 'clientClaim'>,
    Pick<RemoteIssuerOptions, 'issuer' | 'revocations'> {
  readonly introspection: IntrospectionOptions;
}

/** A token issuer of this process: keys, revocations and authority are live. */
export interface LocalIssuerOptions extends AcceptedTokens {
  readonly issuer: LocalIssuer;
  /** @default those of the issuer */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /**
   * Looks tokens that are no JWTs up in the issuer's store. Of several issuers one at most may have opaque tokens.
   * @default true
   */
  readonly acceptOpaque?: boolean;
}

export type IssuerOptions = RemoteIssuerOptions | IntrospectedIssuerOptions | LocalIssuerOptions;

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
  'introspection',
  'acceptOpaque',
] as const;

/** Whether these options are about an issuer of this process. */
export function isForLocalIssuer(options: IssuerOptions): options is LocalIssuerOptions {
  return typeof options.issuer === 'object' && options.issuer !== null;
}

/** Whether these options are about an issuer elsewhere whose JWTs are taken. */
export function isForSigningIssuer(
  options: RemoteIssuerOptions | IntrospectedIssuerOptions,
): options is RemoteIssuerOptions {
  const { algorithms, introspection } = options as Partial<RemoteIssuerOptions>;
  return algorithms !== undefined || introspection === undefined;
}
