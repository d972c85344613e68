import { hash } from 'node:crypto';
import type { FloorClaims } from './floor-verifier.js';

type Verify = (token: string) => FloorClaims | undefined;

/** Verified tokens are remembered under their digest, `exp` is looked at on each hit. */
export function rememberVerified(verify: Verify, maxEntries: number): Verify {
  const known = new Map<string, FloorClaims>();
  return (token) => {
    const digest = hash('sha256', token, 'base64');
    const found = known.get(digest);
    if (found !== undefined) return found.exp > Date.now() / 1000 ? found : undefined;
    const claims = verify(token);
    if (claims === undefined) return undefined;
    if (known.size >= maxEntries) known.clear();
    known.set(digest, claims);
    return claims;
  };
}
