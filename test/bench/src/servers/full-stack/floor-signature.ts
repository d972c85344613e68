// By hand: everything in one function, one native signature check per request, nothing remembered.
import { createFloorVerifier } from '../bearer/floor-verifier.js';
import { createFloorStack } from './floor-stack.js';
import type { FullStackMaterial } from './full-stack-material.js';

export const createContender = (material: FullStackMaterial) =>
  createFloorStack(createFloorVerifier(material));
