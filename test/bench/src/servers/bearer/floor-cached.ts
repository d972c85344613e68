// By hand: verified tokens are remembered under their digest, `exp` is looked at on each hit.
import type { BearerMaterial } from './bearer-material.js';
import { createFloor } from './floor-guard.js';
import { rememberVerified } from './floor-memory.js';
import { createFloorVerifier } from './floor-verifier.js';

export const createContender = (material: BearerMaterial) =>
  createFloor(rememberVerified(createFloorVerifier(material), material.cacheEntries));
