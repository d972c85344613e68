import type { Case, Group } from '../harness/group.js';
import type { BearerMaterial } from '../servers/bearer/bearer-material.js';
import { type BenchAlgorithm, createTokenMint, tokenAudience, tokenIssuer } from './access-tokens.js';
import { badSignature, firstSeenTokens, noToken, type Traffic, tokenSeenBefore } from './bearer-cases.js';
import { bearerChecks } from './bearer-checks.js';
import { bearerContenders, reference } from './bearer-contenders.js';
import { startKeyServer } from './key-server.js';

/** RS256 shows every kind of traffic; with the other algorithms only the first sight of a token differs. */
export const bearerGroups: readonly Group[] = [
  bearerGroup('RS256', [tokenSeenBefore, firstSeenTokens, badSignature, noToken]),
  bearerGroup('ES256', [firstSeenTokens]),
  bearerGroup('EdDSA', [firstSeenTokens]),
];

/**
 * Entries of every contender's cache (fast-jwt's default). The first-seen cycle is 20 times as long, so that even a
 * memory of tokens that were met once has forgotten one when it comes again.
 */
export const cacheEntries = 1_000;

function bearerGroup(algorithm: BenchAlgorithm, makeCases: readonly ((traffic: Traffic) => Case)[]): Group {
  return {
    name: `bearer-${algorithm.toLowerCase()}`,
    reference,
    contenders: bearerContenders(algorithm),
    async prepare(distinct) {
      const mint = await createTokenMint(algorithm);
      const token = await mint.sign();
      const traffic: Traffic = { algorithm, token, firstSeen: once(() => mint.signMany(distinct)) };
      const checks = await bearerChecks(mint);
      const cases = makeCases.map((make) => make(traffic));
      const keys = await startKeyServer(mint.jwks);
      const material: BearerMaterial = {
        issuer: tokenIssuer,
        audience: tokenAudience,
        algorithm,
        jwks: mint.jwks,
        jwksUrl: keys.url,
        cacheEntries,
      };
      return { material, checks, cases, close: keys.close };
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
