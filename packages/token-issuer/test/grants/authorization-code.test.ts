import { type Decision, onDecision, randomSecret, ServiceUnavailableError, sha256 } from '@portcullis/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { authorizationCode } from '../../src/index.js';
import { askEndpoint } from '../support/ask-endpoint.js';
import { grants, redemptionOf, serveCodes } from '../support/serve-codes.js';
import { claimsOf, enterClient, issuerUrl, readToken } from '../support/serve-issuer.js';
import { readRefreshed } from '../support/serve-refreshable.js';

async function refused(response: Response): Promise<string> {
  const { error } = (await response.json()) as { readonly error: string };
  return `${response.status} ${error}`;
}

function hear(): Decision[] {
  const heard: Decision[] = [];
  onTestFinished(onDecision((decision) => heard.push(decision)));
  return heard;
}

type Changes = readonly (readonly [name: string, changes: Record<string, string>])[];

const wrongVerifiers: Changes = [
  ['a wrong verifier', { code_verifier: randomSecret() }],
  ['a short verifier', { code_verifier: 'a'.repeat(42) }],
  ['a long verifier', { code_verifier: 'a'.repeat(129) }],
  ['a verifier of other characters', { code_verifier: `${'a'.repeat(43)}!` }],
];

describe('the authorization_code grant refuses', () => {
  it.each(['code', 'redirect_uri', 'code_verifier'])('RFC 6749 §4.1.3: no %s', async (name) => {
    const { code, redeem } = await serveCodes();
    const issued = await code();
    expect(await refused(await redeem(issued, { [name]: '' }))).toBe('400 invalid_request');
    expect((await redeem(issued)).status).toBe(200);
  });

  const otherParameters: Changes = [
    ['a code that nobody was given', { code: randomSecret() }],
    ['a redirect URI that differs in its query', { redirect_uri: 'https://app.example/callback?x=2' }],
    ['a redirect URI that only begins alike', { redirect_uri: 'https://app.example/callback' }],
    ['a redirect URI in another spelling', { redirect_uri: 'https://APP.example/callback?x=1' }],
  ];

  it.each([...otherParameters, ...wrongVerifiers])('%s, and the code is still good', async (_, changes) => {
    const { code, redeem } = await serveCodes();
    const issued = await code();
    expect(await refused(await redeem(issued, changes))).toBe('400 invalid_grant');
    expect((await redeem(issued)).status).toBe(200);
  });

  it('RFC 7636 §4.2: a verifier that is the challenge itself, as of the method plain', async () => {
    const { code, redeem, store } = await serveCodes();
    const plain = randomSecret();
    const issued = await code({ code: { challenge: plain } });
    expect(await refused(await redeem(issued, { code_verifier: plain }))).toBe('400 invalid_grant');
    expect((await store.families.find(issued.familyId))?.liveness).toBe('live');
  });

  it.each([42, 129])(
    'a verifier of %i characters, also where the challenge is its digest',
    async (length) => {
      const { code, redeem } = await serveCodes();
      const verifier = 'a'.repeat(length);
      const issued = await code({ code: { challenge: sha256(verifier) } });
      expect(await refused(await redeem(issued, { code_verifier: verifier }))).toBe('400 invalid_grant');
    },
  );

  it('another client, with and without its secret, and the code is still good', async () => {
    const { code, redeem, other, url, clients } = await serveCodes();
    const issued = await code();
    expect(await refused(await redeem(issued, {}, other))).toBe('400 invalid_grant');
    const app = await clients.createPublic({ name: 'Pocket', grants, scopes: ['claims'] });
    const byApp = { ...redemptionOf(issued), client_id: app.id };
    expect(await refused(await askEndpoint(`${url}/oauth/token`, undefined, byApp))).toBe(
      '400 invalid_grant',
    );
    expect((await redeem(issued)).status).toBe(200);
  });

  it('RFC 6749 §4.1.3: a confidential client that does not authenticate', async () => {
    const { code, redeem, url, client } = await serveCodes();
    const issued = await code();
    const parameters = { ...redemptionOf(issued), client_id: client.id };
    expect(await refused(await askEndpoint(`${url}/oauth/token`, undefined, parameters))).toBe(
      '401 invalid_client',
    );
    expect((await redeem(issued)).status).toBe(200);
  });

  it('a client whose record does not list the grant', async () => {
    const { code, redeem, clients, client } = await serveCodes();
    const issued = await code();
    await clients.update(client.id, { grants: ['refresh_token'] });
    expect(await refused(await redeem(issued))).toBe('400 unauthorized_client');
  });

  it('a code that is over', async () => {
    const { code, redeem, clock } = await serveCodes();
    const issued = await code();
    clock.advance(60);
    const heard = hear();
    expect(await refused(await redeem(issued))).toBe('400 invalid_grant');
    expect(heard).toMatchObject([{ outcome: 'deny', reason: 'expired' }]);
  });

  it('a code whose user is suspended, and takes it once the user is back', async () => {
    const { code, redeem, store } = await serveCodes();
    const issued = await code();
    await store.users.setStatus('anna', 'suspended');
    const heard = hear();
    expect(await refused(await redeem(issued))).toBe('400 invalid_grant');
    expect(heard).toMatchObject([{ outcome: 'deny', reason: 'suspended' }]);
    await store.users.setStatus('anna', 'active');
    expect((await redeem(issued)).status).toBe(200);
  });

  it.each([
    ['whose user is revoked', (store: BenchStore) => store.users.setStatus('anna', 'revoked')],
    ['whose user ended all tokens', (store: BenchStore) => store.users.endTokens('anna')],
    ['whose client ended all tokens', (store: BenchStore, id: string) => store.clients.endTokens(id)],
  ])('a code %s', async (_, end) => {
    const { code, redeem, store, client } = await serveCodes();
    const issued = await code();
    await end(store, client.id);
    expect(await refused(await redeem(issued))).toBe('400 invalid_grant');
  });

  it('a suspended client', async () => {
    const { code, redeem, clients, client } = await serveCodes();
    const issued = await code();
    await clients.suspend(client.id);
    expect(await refused(await redeem(issued))).toBe('401 invalid_client');
    await clients.resume(client.id);
    expect((await redeem(issued)).status).toBe(200);
  });

  it('with a 503 while the store fails, and the code is still good', async () => {
    const { code, redeem, store } = await serveCodes();
    const issued = await code();
    const { consume } = store.codes;
    store.codes.consume = () => {
      throw new ServiceUnavailableError('Cannot reach the database', { reason: 'store_unavailable' });
    };
    expect((await redeem(issued)).status).toBe(503);
    store.codes.consume = consume.bind(store.codes);
    expect((await redeem(issued)).status).toBe(200);
  });

  it('always in the same words', async () => {
    const { code, redeem, other, clock } = await serveCodes();
    const issued = await code();
    const bodies = new Set([
      await (await redeem(issued, { code: 'nonsense' })).text(),
      await (await redeem(issued, { redirect_uri: 'https://app.example' })).text(),
      await (await redeem(issued, { code_verifier: randomSecret() })).text(),
      await (await redeem(issued, {}, other)).text(),
    ]);
    clock.advance(60);
    bodies.add(await (await redeem(issued)).text());
    expect(bodies.size).toBe(1);
  });
});

type BenchStore = Awaited<ReturnType<typeof serveCodes>>['store'];

describe('wrong verifiers', () => {
  it('burn a code at the tenth', async () => {
    const { code, redeem } = await serveCodes();
    const [hard, soft] = [await code(), await code()];
    for (let turn = 0; turn < 10; turn++) {
      expect((await redeem(hard, { code_verifier: randomSecret() })).status).toBe(400);
      if (turn < 9) await redeem(soft, { code_verifier: randomSecret() });
    }
    const heard = hear();
    expect(await refused(await redeem(hard))).toBe('400 invalid_grant');
    expect(heard).toMatchObject([{ reason: 'too_many_failures' }]);
    expect((await redeem(soft)).status).toBe(200);
  });

  it('of another client burn nothing', async () => {
    const { code, redeem, other } = await serveCodes();
    const issued = await code();
    for (let turn = 0; turn < 10; turn++) await redeem(issued, { code_verifier: randomSecret() }, other);
    expect((await redeem(issued)).status).toBe(200);
  });
});

describe('a code that is redeemed again', () => {
  it.each([
    ['soon', 0],
    ['after its time', 1800],
  ])('%s, by who has all that its owner has, ends everything that it gave', async (_, seconds) => {
    const { code, redeem, introspect, clock, client, post } = await serveCodes({ accessTokenSeconds: 3600 });
    const [issued, sibling] = [await code(), await code()];
    const given = await readRefreshed(await redeem(issued));
    const kept = await readRefreshed(await redeem(sibling));
    clock.advance(seconds);
    const heard = hear();
    expect(await refused(await redeem(issued))).toBe('400 invalid_grant');
    expect(heard).toMatchObject([
      { outcome: 'deny', reason: 'replayed', client: { id: client.id, issuer: issuerUrl } },
    ]);
    expect(await introspect(given.access_token)).toEqual({ active: false });
    const refresh = { grant_type: 'refresh_token', refresh_token: given.refresh_token };
    expect(await refused(await post('token', refresh))).toBe('400 invalid_grant');
    expect(await introspect(kept.access_token)).toMatchObject({ active: true });
  });

  const byThieves: Changes = [
    ['with another redirect URI', { redirect_uri: 'https://app.example/other' }],
    ...wrongVerifiers,
  ];

  it('while its user is suspended, ends it for good', async () => {
    const { code, redeem, introspect, store } = await serveCodes();
    const issued = await code();
    const given = await readRefreshed(await redeem(issued));
    await store.users.setStatus('anna', 'suspended');
    expect(await refused(await redeem(issued))).toBe('400 invalid_grant');
    await store.users.setStatus('anna', 'active');
    expect(await introspect(given.access_token)).toEqual({ active: false });
  });

  it.each(byThieves)('by a thief, %s, touches nothing', async (_, changes) => {
    const { code, redeem, introspect, store } = await serveCodes();
    const issued = await code();
    const given = await readRefreshed(await redeem(issued));
    for (let turn = 0; turn < 12; turn++) {
      expect(await refused(await redeem(issued, changes))).toBe('400 invalid_grant');
    }
    expect(await store.codes.find(sha256(issued.code))).toMatchObject({ failures: 0 });
    expect(await introspect(given.access_token)).toMatchObject({ active: true });
  });

  it('by another client, ends nothing', async () => {
    const { code, redeem, introspect, other } = await serveCodes();
    const issued = await code();
    const given = await readRefreshed(await redeem(issued));
    expect(await refused(await redeem(issued, {}, other))).toBe('400 invalid_grant');
    expect(await introspect(given.access_token)).toMatchObject({ active: true });
  });
});

describe.each(['jwt', 'opaque'] as const)('the authorization_code grant with %s tokens', (accessToken) => {
  it('gives an access token for the user, and a refresh token', async () => {
    const { code, redeem, introspect, client, post } = await serveCodes({ accessToken });
    const reply = await redeem(await code());
    expect(reply.headers.get('cache-control')).toBe('no-store');
    const { access_token, refresh_token, ...answer } = await readRefreshed(reply);
    expect(answer).toEqual({ token_type: 'Bearer', expires_in: 300, scope: 'claims billing' });
    const said = { active: true, sub: 'anna', client_id: client.id, scope: 'claims billing' };
    expect(await introspect(access_token)).toMatchObject(said);
    const next = await readRefreshed(await post('token', { grant_type: 'refresh_token', refresh_token }));
    expect(await introspect(next.access_token)).toMatchObject(said);
  });
});

describe('the authorization_code grant', () => {
  it('takes a public client with the verifier alone', async () => {
    const { code, clients, url } = await serveCodes();
    const app = await clients.createPublic({ name: 'Pocket', grants, scopes: ['claims'] });
    const issued = await code({}, app.id);
    const parameters = { ...redemptionOf(issued), client_id: app.id };
    const reply = await readRefreshed(await askEndpoint(`${url}/oauth/token`, undefined, parameters));
    expect(claimsOf(reply.access_token)).toMatchObject({
      sub: 'anna',
      client_id: app.id,
      scope: 'claims',
      family_id: issued.familyId,
    });
  });

  it.each([43, 128])('takes a verifier of %i characters', async (length) => {
    const { code, redeem } = await serveCodes();
    const verifier = 'aZ0-._~'.repeat(20).slice(0, length);
    const issued = await code({ code: { challenge: sha256(verifier) } });
    expect((await redeem(issued, { code_verifier: verifier })).status).toBe(200);
  });

  it('gives no refresh token to a client whose record does not list that grant', async () => {
    const { code, redeem, clients } = await serveCodes();
    const plain = await enterClient(clients, { grants: ['authorization_code'] });
    const reply = await readToken(await redeem(await code({}, plain.id), {}, plain));
    expect(reply).not.toHaveProperty('refresh_token');
  });

  it('gives no refresh token where that grant is not offered', async () => {
    const { code, redeem } = await serveCodes({ grants: [authorizationCode] });
    expect(await readToken(await redeem(await code()))).not.toHaveProperty('refresh_token');
  });

  it('gives no scope that the client lost since', async () => {
    const { code, redeem, clients, client } = await serveCodes();
    const issued = await code();
    await clients.update(client.id, { scopes: ['billing', 'more'] });
    expect((await readToken(await redeem(issued))).scope).toBe('billing');
  });

  it('says in the metadata that it is offered', async () => {
    const { url } = await serveCodes();
    expect(await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json()).toMatchObject({
      grant_types_supported: grants,
    });
  });
});
