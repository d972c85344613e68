import { bearer } from '@portcullis/bearer';
import type { Principal } from '@portcullis/core';
import type { RevocationView } from '@portcullis/store';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Served, serve } from '../support/serve.js';
import { createForge, type Forge } from './forge.js';

/** Two issuers that give their keys, clients, users and tokens the same names. */
const bank = createForge({
  issuer: 'https://bank.example',
  audience: 'https://api.example/bank',
  kid: 'shared',
});
const shop = createForge({
  issuer: 'https://shop.example',
  audience: 'https://api.example/shop',
  kid: 'shared',
});
const shopOnly = createForge({
  issuer: shop.issuer,
  audience: shop.audience,
  kid: 'rsa',
  algorithm: 'RS256',
});
const stranger = createForge({ issuer: 'https://evil.example', audience: bank.audience, kid: 'shared' });

const revokedAtShop = new Set<string>();
const revocations: RevocationView = {
  isRevoked: ({ issuer, tokenId = '' }) => issuer === shop.issuer && revokedAtShop.has(tokenId),
  changeOf: () => 0,
  freshUntil: Number.POSITIVE_INFINITY,
  rememberedMs: Number.POSITIVE_INFINITY,
};

let served: Served;
let principal: Principal | undefined;

beforeAll(async () => {
  const app = express();
  const trusted = ({ issuer, audience }: Forge, keys: readonly Forge[]) => ({
    issuer,
    audience,
    jwks: { keys: keys.map(({ publicJwk }) => publicJwk) },
    revocations,
  });
  const issuers = [
    { ...trusted(bank, [bank]), algorithms: ['ES256'] as const },
    { ...trusted(shop, [shop, shopOnly]), algorithms: ['ES256', 'RS256'] as const },
  ];
  app.use(bearer({ issuers, realm: 'api' }), (req, res) => {
    principal = req.principal;
    res.end();
  });
  served = await serve(app);
});

afterAll(() => served.close());

const crossed: readonly (readonly [name: string, token: () => string])[] = [
  [
    'the key of the one under the name of the other',
    () => shop.mint({ iss: bank.issuer, aud: bank.audience }),
  ],
  ['the same, the other way round', () => bank.mint({ iss: shop.issuer, aud: shop.audience })],
  ['the audience of the other', () => bank.mint({ aud: shop.audience })],
  ['the audience of the other, the other way round', () => shop.mint({ aud: bank.audience })],
  ['the audience of the other in a list', () => shop.mint({ aud: [bank.audience] })],
  ['both issuers in a list', () => shop.mint({ iss: [bank.issuer, shop.issuer] })],
  ['both issuers in one text', () => shop.mint({ iss: `${bank.issuer} ${shop.issuer}` })],
  [
    'an algorithm and key that only the other one has',
    () => shopOnly.mint({ iss: bank.issuer, aud: bank.audience }),
  ],
  ['a kid that only the other one has', () => bank.mint({}, { kid: 'rsa' })],
  ['a stranger with the same kid', () => stranger.mint()],
  ['a stranger who calls himself the bank', () => stranger.mint({ iss: bank.issuer })],
  ['the name of the issuer in the header', () => shop.mint({ aud: bank.audience }, { iss: bank.issuer })],
  ['the payload of the one with the signature of the other', splice],
];

it.each(crossed)('refuses %s', async (_, token) => {
  principal = undefined;
  const answer = await send(token());
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer realm="api", error="invalid_token"',
  ]);
  expect(principal).toBeUndefined();
});

it('keeps clients and users of the same name apart, in the cache too', async () => {
  const names = { sub: 'alice', client_id: 'app', jti: 'one' };
  for (let sight = 0; sight < 4; sight += 1) {
    for (const forge of [bank, shop]) {
      expect((await send(forge.mint(names))).status).toBe(200);
      expect([principal?.client, principal?.user]).toEqual([
        { id: 'app', issuer: forge.issuer },
        { id: 'alice', issuer: forge.issuer },
      ]);
    }
  }
});

it('does not take a revocation at the one for one at the other', async () => {
  const tokens = [bank, shop].map((forge) => forge.mint({ jti: 'two' }));
  const statuses = () => Promise.all(tokens.map(async (token) => (await send(token)).status));
  for (let sight = 0; sight < 3; sight += 1) expect(await statuses()).toEqual([200, 200]);
  revokedAtShop.add('two');
  expect(await statuses()).toEqual([200, 401]);
});

function send(token: string): Promise<Response> {
  return fetch(served.url, { headers: { authorization: `Bearer ${token}` } });
}

function splice(): string {
  const [, payload = ''] = bank.mint().split('.');
  const [header = '', , signature = ''] = shop.mint().split('.');
  return [header, payload, signature].join('.');
}
