import { createKeySet, type JWK, type JwkSet, type KeySet, type SignatureAlgorithm } from '@portcullis/jwt';
import type { ClientRecord } from '@portcullis/store';

/** The keys of a client that fit what is accepted now; `undefined` where there is none. */
export function clientKeySet(
  { jwks }: ClientRecord,
  algorithms: readonly SignatureAlgorithm[],
): KeySet | undefined {
  const { keys = [] } = (jwks ?? {}) as unknown as Partial<JwkSet>;
  const fitting = keys.filter((key) => keySetOf([key], algorithms) !== undefined);
  return keySetOf(fitting, algorithms);
}

function keySetOf(keys: readonly JWK[], algorithms: readonly SignatureAlgorithm[]): KeySet | undefined {
  try {
    return createKeySet({ keys }, algorithms);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
