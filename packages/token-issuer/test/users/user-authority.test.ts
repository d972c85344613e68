import { type Decision, onDecision } from '@portcullis/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Grant, TokenIssuerOptions, TokenUser } from '../../src/index.js';
import { authorizationCode, clientCredentials, refreshToken } from '../../src/index.js';
import { serveCodes } from '../support/serve-codes.js';
import { askToken, claimsOf, enterClient, readToken, serveIssuer } from '../support/serve-issuer.js';
import { readRefreshed } from '../support/serve-refreshable.js';

/** Tellers may have claims; nobody may have billing. */
const userScopes = ({ record }: TokenUser) => (record?.roles.includes('teller') ? ['claims'] : []);

/** The roles of anna from now on. */
async function setRoles({ store }: Pick<Awaited<ReturnType<typeof serveCodes>>, 'store'>, roles: string[]) {
  const record = await store.users.find('anna');
  if (record === undefined) throw new Error('There is no anna');
  await store.users.update({ ...record, roles });
}

describe('userScopes', () => {
  it('must be a function', async () => {
    const options = { userScopes: ['claims'] } as unknown as TokenIssuerOptions;
    await expect(serveIssuer(options)).rejects.toThrow(/userScopes must be a function/);
  });

  it('cuts what a code gives', async () => {
    const { code, redeem } = await serveCodes({ userScopes });
    expect((await readToken(await redeem(await code()))).scope).toBe('claims');
  });

  it('cuts what a refresh gives, by the roles of then', async () => {
    const bench = await serveCodes({ userScopes });
    const refresh = (refresh_token: string, more: Record<string, string> = {}) =>
      bench.post('token', { grant_type: 'refresh_token', refresh_token, ...more });
    const first = await readRefreshed(await bench.redeem(await bench.code()));
    await setRoles(bench, []);
    const second = await readRefreshed(await refresh(first.refresh_token));
    expect(second).not.toHaveProperty('scope');
    expect((await refresh(second.refresh_token, { scope: 'claims' })).status).toBe(400);
    await setRoles(bench, ['teller']);
    expect((await readRefreshed(await refresh(second.refresh_token))).scope).toBe('claims');
  });

  it('cuts what live tokens may do, and what is told of them', async () => {
    const bench = await serveCodes({ userScopes });
    const { access_token, refresh_token } = await readRefreshed(await bench.redeem(await bench.code()));
    await setRoles(bench, []);
    for (const token of [access_token, refresh_token]) {
      const told = await bench.introspect(token);
      expect(told).toMatchObject({ active: true, sub: 'anna' });
      expect(told).not.toHaveProperty('scope');
    }
    const subject = { clientId: bench.client.id, userId: 'anna', scope: ['claims'] };
    expect(await bench.issuer.authorityOf(subject)).toEqual({ scopes: [], roles: [], permissions: [] });
  });

  it('gives no scope that the client or the token does not have', async () => {
    const { code, redeem } = await serveCodes({ userScopes: () => ['claims', 'billing', 'admin'] });
    const issued = await code({ code: { scopes: ['claims', 'admin'] } });
    expect((await readToken(await redeem(issued))).scope).toBe('claims');
  });

  it('is asked about a user whom the store does not have, by id alone', async () => {
    const asked: TokenUser[] = [];
    const bench = await serveCodes({
      userScopes: (user) => {
        asked.push(user);
        return ['billing'];
      },
    });
    const issued = await bench.code({ code: { userId: 'bob' }, family: { userId: 'bob' } });
    expect((await readToken(await bench.redeem(issued))).scope).toBe('billing');
    expect(asked).toEqual([{ id: 'bob' }]);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('no roles'))],
    ['gives a text', () => 'claims billing' as unknown as string[]],
  ])('that %s gives no token, and the code is still good', async (_, broken) => {
    let scopes: TokenIssuerOptions['userScopes'] = broken;
    const { code, redeem, errors } = await serveCodes({ userScopes: (user) => scopes?.(user) ?? [] });
    const issued = await code();
    expect((await redeem(issued)).status).toBe(500);
    expect(errors).toHaveLength(1);
    scopes = () => ['claims'];
    expect((await redeem(issued)).status).toBe(200);
  });
});

/** A grant of the host app's own: it knows who the user is by other means. */
const ownGrant: Grant = {
  type: 'urn:example:own',
  handle: ({ issueWithRefreshToken, parameters }) =>
    issueWithRefreshToken({ scopes: ['claims', 'billing'], userId: parameters.get('user') ?? 'nobody' }),
};

async function serveOwnGrant(types: readonly string[]) {
  const bench = await serveCodes({ grants: [ownGrant, refreshToken], userScopes });
  const client = await enterClient(bench.clients, { grants: types });
  return {
    ...bench,
    client,
    ask: (user: string) => bench.post('token', { grant_type: ownGrant.type, user }, client),
  };
}

describe.each([
  ['with a refresh token', [ownGrant.type, 'refresh_token']],
  ['without', [ownGrant.type]],
])('a grant from outside, %s,', (_, types) => {
  it.each(['suspended', 'revoked'] as const)('gives nothing to a %s user', async (status) => {
    const { ask, store } = await serveOwnGrant(types);
    await store.users.setStatus('anna', status);
    const heard: Decision[] = [];
    onTestFinished(onDecision((decision) => heard.push(decision)));
    const response = await ask('anna');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
    expect(heard).toMatchObject([{ outcome: 'deny', reason: status }]);
  });

  it('RFC 9700 §4.15: gives nothing for a user who has the id of the client', async () => {
    const { ask, client, errors } = await serveOwnGrant(types);
    expect((await ask(client.id)).status).toBe(500);
    expect(errors).toMatchObject([{ message: 'Cannot mint: the user has the id of the client' }]);
  });

  it('gives the scopes that the user may have', async () => {
    const { ask } = await serveOwnGrant(types);
    expect((await readToken(await ask('anna'))).scope).toBe('claims');
    expect(await readToken(await ask('bob'))).not.toHaveProperty('scope');
  });

  it('gives tokens that are good in the second in which all were ended', async () => {
    const { ask, issuer, store } = await serveOwnGrant(types);
    const before = await readToken(await ask('anna'));
    expect(await issuer.endTokensOf({ userId: 'anna' })).toBe(true);
    const after = await readToken(await ask('anna'));
    const validFrom = (await store.users.find('anna'))?.tokensValidFrom ?? 0;
    expect(Number(claimsOf(after.access_token)['iat']) * 1000).toBe(validFrom);
    const isRevoked = ({ access_token }: { readonly access_token: string }) => {
      const { iat, jti } = claimsOf(access_token);
      const subject = { issuer: issuer.issuer, userId: 'anna', tokenId: String(jti) };
      return issuer.revocations.isRevoked({ ...subject, issuedAt: Number(iat) });
    };
    expect([isRevoked(before), isRevoked(after)]).toEqual([true, false]);
  });
});

describe('JWTs with roles', () => {
  it('carry those of the user where there is one, at a redemption and at a refresh', async () => {
    const bench = await serveCodes({ includeRoles: true });
    await bench.clients.update(bench.client.id, { roles: ['partner'] });
    const first = await readRefreshed(await bench.redeem(await bench.code()));
    expect(claimsOf(first.access_token)['roles']).toEqual(['teller']);
    await setRoles(bench, ['manager']);
    const { refresh_token } = first;
    const second = await readRefreshed(
      await bench.post('token', { grant_type: 'refresh_token', refresh_token }),
    );
    expect(claimsOf(second.access_token)['roles']).toEqual(['manager']);
  });

  it('carry none for a user whom the store does not have', async () => {
    const { code, redeem } = await serveCodes({ includeRoles: true });
    const issued = await code({ code: { userId: 'bob' }, family: { userId: 'bob' } });
    expect(claimsOf((await readToken(await redeem(issued))).access_token)).not.toHaveProperty('roles');
  });

  it('carry those of a client that acts for itself', async () => {
    const bench = await serveIssuer({ includeRoles: true, grants: [clientCredentials, authorizationCode] });
    const client = await enterClient(bench.clients, { roles: ['partner'] });
    expect(claimsOf((await readToken(await askToken(bench, client))).access_token)['roles']).toEqual([
      'partner',
    ]);
  });
});
