// By hand: everything in one function, verified tokens remembered.
import { rememberVerified } from '../bearer/floor-memory.js';
import { createFloorVerifier } from '../bearer/floor-verifier.js';
import { createFloorStack } from './floor-stack.js';
import type { FullStackMaterial } from './full-stack-material.js';

export const createContender = (material: FullStackMaterial) =>
  createFloorStack(rememberVerified(createFloorVerifier(material), material.cacheEntries));
