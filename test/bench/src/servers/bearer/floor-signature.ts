// By hand: one native signature check per request, nothing remembered.
import type { BearerMaterial } from './bearer-material.js';
import { createFloor } from './floor-guard.js';
import { createFloorVerifier } from './floor-verifier.js';

export const createContender = (material: BearerMaterial) => createFloor(createFloorVerifier(material));
