import type { Aim, Case, RatioAim } from '../harness/group.js';
import { openPath } from '../servers/bearer/bearer-material.js';
import { type BenchAlgorithm, changeSignature } from './access-tokens.js';
import { getWith } from './bearer-checks.js';
import { cachedFloor, ours, peersOf, signatureFloor } from './bearer-contenders.js';

/** The tokens that are sent. */
export interface Traffic {
  readonly algorithm: BenchAlgorithm;
  /** The token that everybody has seen before. */
  readonly token: string;
  /** More tokens than any cache holds; signed when a case first asks for them. */
  firstSeen(): Promise<readonly string[]>;
}

export function tokenSeenBefore({ algorithm, token }: Traffic): Case {
  return {
    name: 'token seen before',
    contenders: [cachedFloor, ours, ...peersOf(algorithm)],
    status: 200,
    requests: () => [getWith(openPath, token)],
    aims: [
      atLeast(0.95, cachedFloor),
      ...aheadOf(algorithm),
      { ...atLeast(1.9, 'jose by hand'), node: 24 },
      { contender: ours, addsAtMostMicroseconds: 15, node: 20 },
      { contender: ours, addsAtMostMicroseconds: 4, node: 24 },
    ],
  };
}

export function firstSeenTokens({ algorithm, firstSeen }: Traffic): Case {
  const ofAlgorithm: readonly Aim[] =
    algorithm === 'ES256' ? [{ ...atLeast(1.15, 'jose by hand'), node: 24 }] : [];
  return {
    name: `first-seen tokens, ${algorithm}`,
    contenders: [signatureFloor, ours, ...peersOf(algorithm)],
    status: 200,
    requests: async () => (await firstSeen()).map((token) => getWith(openPath, token)),
    aims: [atLeast(0.9, signatureFloor), ...aheadOf(algorithm), ...ofAlgorithm],
  };
}

export function badSignature({ algorithm, firstSeen }: Traffic): Case {
  return {
    name: 'bad signature',
    contenders: [signatureFloor, ours, ...peersOf(algorithm)],
    status: 401,
    requests: async () => (await firstSeen()).map((token) => getWith(openPath, changeSignature(token))),
    aims: [atLeast(0.9, signatureFloor), ...aheadOf(algorithm)],
  };
}

export function noToken({ algorithm }: Traffic): Case {
  return {
    name: 'no token',
    contenders: [cachedFloor, ours, ...peersOf(algorithm)],
    status: 401,
    requests: () => [getWith(openPath, undefined)],
    aims: [atLeast(0.9, cachedFloor), ...aheadOf(algorithm)],
  };
}

const atLeast = (ratio: number, against: string): RatioAim => ({ contender: ours, against, atLeast: ratio });

const aheadOf = (algorithm: BenchAlgorithm) => peersOf(algorithm).map((peer) => atLeast(1, peer));
