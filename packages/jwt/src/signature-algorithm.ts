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

type Digest = 'sha256' | 'sha384' | 'sha512';

/** What an algorithm asks of its key and of `node:crypto`. */
export type AlgorithmTraits =
  | { readonly family: 'RSASSA-PKCS1-v1_5'; readonly digest: Digest }
  | { readonly family: 'RSASSA-PSS'; readonly digest: Digest }
  | {
      readonly family: 'ECDSA';
      readonly digest: Digest;
      /** OpenSSL's name of the curve. */
      readonly curve: string;
      /** Length of `r` and of `s` in a JWS (RFC 7518 §3.4). */
      readonly coordinateBytes: number;
    }
  | { readonly family: 'Ed25519'; readonly digest: null };

export const ALGORITHMS: Readonly<Record<SignatureAlgorithm, AlgorithmTraits>> = {
  RS256: { family: 'RSASSA-PKCS1-v1_5', digest: 'sha256' },
  RS384: { family: 'RSASSA-PKCS1-v1_5', digest: 'sha384' },
  RS512: { family: 'RSASSA-PKCS1-v1_5', digest: 'sha512' },
  PS256: { family: 'RSASSA-PSS', digest: 'sha256' },
  PS384: { family: 'RSASSA-PSS', digest: 'sha384' },
  PS512: { family: 'RSASSA-PSS', digest: 'sha512' },
  ES256: { family: 'ECDSA', digest: 'sha256', curve: 'prime256v1', coordinateBytes: 32 },
  ES384: { family: 'ECDSA', digest: 'sha384', curve: 'secp384r1', coordinateBytes: 48 },
  ES512: { family: 'ECDSA', digest: 'sha512', curve: 'secp521r1', coordinateBytes: 66 },
  EdDSA: { family: 'Ed25519', digest: null },
};

const KNOWN = Object.keys(ALGORITHMS) as readonly SignatureAlgorithm[];
const BY_NAME: ReadonlyMap<unknown, SignatureAlgorithm> = new Map<unknown, SignatureAlgorithm>([
  ...KNOWN.map((algorithm) => [algorithm, algorithm] as const),
  ['Ed25519', 'EdDSA'],
]);

/** The algorithm that a header's or key's `alg` names; `undefined` for `none`, HMAC and everything unknown. */
export function algorithmNamed(alg: unknown): SignatureAlgorithm | undefined {
  return BY_NAME.get(alg);
}

/** @throws TypeError unless `value` is one of the algorithms. */
export function checkAlgorithm(action: string, value: unknown): asserts value is SignatureAlgorithm {
  if (!KNOWN.includes(value as SignatureAlgorithm)) {
    throw new TypeError(`${action}: algorithm is ${String(value)}, must be one of ${KNOWN.join(', ')}`);
  }
}

/** @throws TypeError unless `value` lists at least one algorithm and nothing else. */
export function checkAlgorithms(
  action: string,
  value: unknown,
): asserts value is readonly SignatureAlgorithm[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new TypeError(`${action}: algorithms is missing, list at least one of ${KNOWN.join(', ')}`);
  }
  for (const algorithm of value) checkAlgorithm(action, algorithm);
}
