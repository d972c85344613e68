import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-request.js';
import { withNegatedS } from './ecdsa-attacks.js';
import { expectRefusal } from './expect-refusal.js';
import { nowInSeconds } from './forge.js';
import { createTarget, type Target } from './target.js';
import { invalid, type Refusal } from './token-attack.js';

let target: Target;

beforeAll(async () => {
  target = await createTarget(express);
  await target.clients.create({
    id: 'small',
    name: 'Small',
    grants: ['client_credentials'],
    scopes: ['accounts:read'],
  });
});

afterAll(() => target.close());

describe('tokens that the local issuer signed, of clients that it does not have', () => {
  const nobody = [
    'ghost',
    'APP',
    'app ',
    'app/',
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(600),
    '\ud800',
    'a\0',
  ];

  it.each(nobody)('refuses client_id %j', async (id) => {
    await refuses(target.forges.local.mint({ client_id: id, sub: id }), invalid('revoked'));
  });

  it('refuses a token that outlives what revocations are remembered for', async () => {
    await refuses(
      target.forges.local.mint({ exp: nowInSeconds() + 10 * 365 * 86_400 }),
      invalid('invalid_claim'),
    );
  });

  it.each([
    ['more scope than its client has', { scope: 'accounts:read clients:manage' }],
    [
      'roles and permissions that its client does not have',
      { roles: ['admin'], permissions: ['clients:manage'] },
    ],
    ['scope in a member of another name', { scp: 'clients:manage', scopes: ['clients:manage'] }],
  ])('gives no more than the record has to a token with %s', async (_, claims) => {
    const token = target.forges.local.mint({ client_id: 'small', sub: 'small', ...claims });
    const answer = await send('/admin/clients', token);
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'insufficient_scope' });
  });
});

describe('RFC 7518 §3.4: the other signature that the same key might have made', () => {
  it('is the same token when that is revoked', async () => {
    const token = target.forges.local.mint({ jti: 'twin' });
    const twin = withNegatedS(token);
    for (let sight = 0; sight < 3; sight += 1) {
      expect((await send('/local', token)).status).toBe(200);
      expect((await send('/local', twin)).status).toBe(200);
    }
    await target.store.accessTokens.revoke('twin', Date.now() + 300_000);
    await refuses(token, invalid('revoked'));
    await refuses(twin, invalid('revoked'));
  });

  it('is the same token when its client is suspended, and resumed', async () => {
    const token = target.forges.local.mint({ client_id: 'small', sub: 'small' });
    const twin = withNegatedS(token);
    for (const known of [token, twin]) expect((await send('/local', known)).status).toBe(200);
    await target.clients.suspend('small');
    for (const known of [token, twin]) await refuses(known, invalid('revoked'));
    await target.clients.resume('small');
    for (const known of [token, twin]) expect((await send('/local', known)).status).toBe(200);
  });
});

it('refuses what a key signed that got out and was removed, remembered or not', async () => {
  const { local } = target.forges;
  const remembered = local.mint();
  for (let sight = 0; sight < 3; sight += 1) expect((await send('/local', remembered)).status).toBe(200);
  await target.store.signingKeys.remove(local.kid);
  await refuses(remembered, invalid('revoked'));
  await refuses(local.mint(), invalid('revoked'));
});

function refuses(token: string, refusal: Refusal): Promise<void> {
  return expectRefusal(target, refusal, token, () => send('/local', token));
}

function send(path: string, token: string) {
  return rawRequest(target.port, [`GET ${path} HTTP/1.1`, `Authorization: Bearer ${token}`]);
}
