import type { Contender } from '../harness/group.js';
import type { BearerMaterial } from '../servers/bearer/bearer-material.js';
import type { BenchAlgorithm } from './access-tokens.js';

export const reference = 'bare Express';
export const ours = 'portcullis';
/** What remembering a verified token costs at least. */
export const cachedFloor = 'floor, cached';
/** What verifying a token costs at least. */
export const signatureFloor = 'floor, signature';

const contenders: readonly Contender<BearerMaterial>[] = [
  { name: reference, load: () => import('../servers/bearer/bare.js') },
  { name: cachedFloor, load: () => import('../servers/bearer/floor-cached.js') },
  { name: signatureFloor, load: () => import('../servers/bearer/floor-signature.js') },
  { name: ours, load: () => import('../servers/bearer/portcullis.js') },
  {
    name: 'express-oauth2-jwt-bearer',
    load: () => import('../servers/bearer/express-oauth2-jwt-bearer.js'),
  },
  { name: 'passport-jwt', load: () => import('../servers/bearer/passport-jwt.js') },
  { name: 'jose by hand', load: () => import('../servers/bearer/jose.js') },
  { name: 'fast-jwt, cached', load: () => import('../servers/bearer/fast-jwt.js') },
];

/** Others' libraries; the one under passport-jwt knows no EdDSA. */
export function peersOf(algorithm: BenchAlgorithm): readonly string[] {
  const passport = algorithm === 'EdDSA' ? [] : ['passport-jwt'];
  return ['express-oauth2-jwt-bearer', ...passport, 'jose by hand', 'fast-jwt, cached'];
}

export function bearerContenders(algorithm: BenchAlgorithm): Contender<BearerMaterial>[] {
  const taking = [reference, cachedFloor, signatureFloor, ours, ...peersOf(algorithm)];
  return contenders.filter(({ name }) => taking.includes(name));
}
