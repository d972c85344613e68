export type { Clock, Eventually } from '@portcullis/core';
export type { JWK } from 'jose';
export { type ParsedJwt, parseCompactJwt } from './compact-jwt.js';
export { type DiscoverKeySetOptions, discoverKeySet } from './discover-key-set.js';
export { fetchJsonObject, type JsonRequest } from './fetch-json.js';
export { jwkThumbprint } from './jwk-thumbprint.js';
export type { JwtClaims, NumericDate } from './jwt-claims.js';
export { createJwtSigner, type JwtSigner } from './jwt-signer.js';
export {
  createJwtVerifier,
  type JwtVerifier,
  type JwtVerifierOptions,
  type VerifiedHeader,
  type VerifiedJwt,
} from './jwt-verifier.js';
export { createKeySet, type JwkSet, type KeySet } from './key-set.js';
export type { JsonObject } from './parse-json-object.js';
export type { RefreshOptions } from './refresh-options.js';
export { createRemoteKeySet, type RemoteKeySetOptions } from './remote-key-set.js';
export { checkIssuerUrl, checkSecureUrl } from './secure-url.js';
export { checkAlgorithms, type SignatureAlgorithm } from './signature-algorithm.js';
export { exportSigningKey, generateSigningKey, importSigningKey, type SigningKey } from './signing-key.js';
export type { TrustedIssuer } from './trusted-issuer.js';
export type { VerificationKey } from './verification-key.js';
