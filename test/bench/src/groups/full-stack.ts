import type { Aim, Contender, Group } from '../harness/group.js';
import {
  accountHolder,
  callingApp,
  type FullStackKeys,
  type FullStackMaterial,
} from '../servers/full-stack/full-stack-material.js';
import { createTokenMint, tokenAudience, tokenIssuer } from './access-tokens.js';
import { cacheEntries } from './bearer.js';
import { fullStackChecks, showAccount } from './full-stack-checks.js';
import { startKeyServer } from './key-server.js';

const reference = 'bare Express';
const ours = 'portcullis';
const fastest = 'fastest peers';
const common = 'common peers';

type FullStackContender = Contender<FullStackMaterial, FullStackKeys>;

const cachedFloor: FullStackContender = {
  name: 'floor, cached',
  file: new URL('../servers/full-stack/floor-cached.js', import.meta.url),
  load: () => import('../servers/full-stack/floor-cached.js'),
};
const signatureFloor: FullStackContender = {
  name: 'floor, signature',
  file: new URL('../servers/full-stack/floor-signature.js', import.meta.url),
  load: () => import('../servers/full-stack/floor-signature.js'),
};

const others: readonly FullStackContender[] = [
  {
    name: ours,
    file: new URL('../servers/full-stack/portcullis.js', import.meta.url),
    load: () => import('../servers/full-stack/portcullis.js'),
  },
  {
    name: fastest,
    file: new URL('../servers/full-stack/fastest-peers.js', import.meta.url),
    load: () => import('../servers/full-stack/fastest-peers.js'),
  },
  {
    name: common,
    file: new URL('../servers/full-stack/common-peers.js', import.meta.url),
    load: () => import('../servers/full-stack/common-peers.js'),
  },
];
const bare: FullStackContender = {
  name: reference,
  file: new URL('../servers/full-stack/bare.js', import.meta.url),
  load: () => import('../servers/full-stack/bare.js'),
};

const figureAims: readonly Aim[] = [
  { contender: ours, figure: 'first answer ms', addsAtMost: 20 },
  { contender: ours, figure: 'RSS MiB', addsAtMost: 20 },
  { contender: ours, figure: 'p99 ms', atMostTimes: 1.5, node: 24 },
];

/** Headers, key, limit, token, scope, and whose account it is: one request through all of it. */
export const fullStackGroups: readonly Group[] = [
  fullStackGroup('full-stack', 'token seen before', cachedFloor, 1, [
    atLeast(0.9, cachedFloor.name),
    atLeast(1.3, fastest),
    atLeast(2.2, common),
    ...figureAims,
  ]),
  fullStackGroup('full-stack-first-seen', 'first-seen tokens, RS256', signatureFloor, undefined, [
    atLeast(0.9, signatureFloor.name),
    atLeast(1.25, fastest),
    atLeast(1.25, common),
    ...figureAims,
  ]),
];

function atLeast(ratio: number, against: string): Aim {
  return { contender: ours, against, atLeast: ratio };
}

/** @param tokens How many different ones come; absent: more than any cache holds. */
function fullStackGroup(
  name: string,
  traffic: string,
  floor: FullStackContender,
  tokens: number | undefined,
  aims: readonly Aim[],
): Group<FullStackMaterial, FullStackKeys> {
  const measured = [floor, ...others];
  return {
    name,
    reference,
    contenders: [bare, ...measured],
    async prepare(distinct) {
      const mint = await createTokenMint('RS256', { sub: accountHolder, client_id: callingApp });
      const sent = await mint.signMany(tokens ?? distinct);
      const keyServer = await startKeyServer(mint.jwks);
      return {
        material: {
          issuer: tokenIssuer,
          audience: tokenAudience,
          algorithm: 'RS256',
          jwks: mint.jwks,
          jwksUrl: keyServer.url,
          cacheEntries,
        },
        checks: await fullStackChecks(mint),
        cases: [
          {
            name: traffic,
            contenders: measured.map((contender) => contender.name),
            status: 200,
            requests: ({ good }) => sent.map((token) => showAccount(good, token)),
            aims,
          },
        ],
        close: keyServer.close,
      };
    },
  };
}
