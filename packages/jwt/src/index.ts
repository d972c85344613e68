import type { Clock } from '@portcullis/core';
import type { JWK } from 'jose';
import type { JwtVerifier, JwtVerifierOptions } from './jwt-verifier.js';
import type { KeySet } from './key-set.js';
import type { SignatureAlgorithm } from './signature-algorithm.js';
import type { SigningKey } from './signing-key.js';

export type { JWK } from 'jose';
export type { JwtClaims, NumericDate } from './jwt-claims.js';
export type { JwtVerifier, JwtVerifierOptions, VerifiedHeader, VerifiedJwt } from './jwt-verifier.js';
export type { KeySet } from './key-set.js';
export type { SignatureAlgorithm } from './signature-algorithm.js';
export type { SigningKey } from './signing-key.js';
export type { TrustedIssuer } from './trusted-issuer.js';
export type { VerificationKey } from './verification-key.js';

export interface RefreshOptions {
  algorithms: readonly SignatureAlgorithm[];
  /** Older keys are used, and fetched again in the background. @default 600 */
  refreshSeconds?: number;
  /** Keys that could not be refreshed for so long are no longer used: 503. @default 3600 */
  maxStaleSeconds?: number;
  /** Shortest time between two fetches; after failures it grows up to this. @default 10 */
  cooldownSeconds?: number;
  /** @default 5 */
  timeoutSeconds?: number;
  clock?: Clock;
}
export declare function createJwtVerifier(options: JwtVerifierOptions): JwtVerifier;
export declare function createKeySet(
  jwks: { readonly keys: readonly JWK[] },
  algorithms: readonly SignatureAlgorithm[],
): KeySet;
export declare function createRemoteKeySet(options: RefreshOptions & { url: string }): KeySet;
export declare function discoverKeySet(options: RefreshOptions & { issuer: string }): KeySet;
export declare function generateSigningKey(algorithm: SignatureAlgorithm): Promise<SigningKey>;
export declare function importSigningKey(jwk: JWK, algorithm: SignatureAlgorithm): Promise<SigningKey>;
export declare function exportSigningKey(key: SigningKey): Promise<JWK>;
export declare function jwkThumbprint(jwk: JWK): Promise<string>;
export interface JwtSigner {
  sign(claims: object, typ: string): string;
  signOnPool(claims: object, typ: string): Promise<string>;
}
export declare function createJwtSigner(key: SigningKey): JwtSigner;
/** TypeError unless an absolute https URL (http on loopback only), without credentials, query or fragment. */
export declare function checkIssuerUrl(action: string, name: string, value: unknown): URL;
