/**
 * The signature algorithms that are verified and made here (RFC 7518 §3.1, RFC 8037). `EdDSA` means Ed25519, and
 * tokens and keys that call it `Ed25519` (RFC 9864) mean the same.
 */
export type SignatureAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA';
