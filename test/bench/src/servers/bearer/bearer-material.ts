import type { JWK } from 'jose';
import type { BenchAlgorithm } from '../../groups/access-tokens.js';

/** What a resource server of the bearer groups is set up with. */
export interface BearerMaterial {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithm: BenchAlgorithm;
  readonly jwks: { readonly keys: readonly JWK[] };
  readonly jwksUrl: string;
  /** For every contender that has a cache of tokens. */
  readonly cacheEntries: number;
}

/** Any good token opens it. */
export const openPath = '/accounts';
/** Needs `transferScope` too. */
export const scopedPath = '/transfers';
export const transferScope = 'transfers:write';
