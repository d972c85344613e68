// By hand: verified tokens are remembered under their digest, `exp` is looked at on each hit.
import { hash } from 'node:crypto';
import type { BearerMaterial } from './bearer-material.js';
import { createFloor } from './floor-guard.js';
import { createFloorVerifier, type FloorClaims } from './floor-verifier.js';

export function createContender(material: BearerMaterial) {
  const verify = createFloorVerifier(material);
  const known = new Map<string, FloorClaims>();

  return createFloor((token) => {
    const digest = hash('sha256', token, 'base64');
    const found = known.get(digest);
    if (found !== undefined) return found.exp > Date.now() / 1000 ? found : undefined;
    const claims = verify(token);
    if (claims === undefined) return undefined;
    if (known.size >= material.cacheEntries) known.clear();
    known.set(digest, claims);
    return claims;
  });
}
