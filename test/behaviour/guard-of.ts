import { type BearerOptions, bearer } from '@portcullis/bearer';
import type { Guard } from '@portcullis/core';
import type { World } from './row.js';

/** The usual guard with other options; `undefined` takes one away. */
export function guardOf(changes: object = {}) {
  return (world: World): readonly Guard[] => [bearerOf(world, changes)];
}

export function bearerOf({ issuer: { issuer, audience, jwks } }: World, changes: object = {}): Guard {
  return bearer({ issuer, audience, algorithms: ['ES256'], jwks, realm: 'api', ...changes } as BearerOptions);
}
