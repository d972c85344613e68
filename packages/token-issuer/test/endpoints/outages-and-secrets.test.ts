import { type Decision, onDecision, ServiceUnavailableError } from '@portcullis/core';
import { createMemoryStore, type Store } from '@portcullis/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clientCredentials, createClients, type Grant } from '../../src/index.js';
import { askToken, enterClient, issuerUrl, serveIssuer } from '../support/serve-issuer.js';

/** A store of which one part fails as an engine that is down does. */
function withFailing(store: Store, part: keyof Store): Store {
  const failing = new Proxy(store[part] as object, {
    get: () => async () => {
      throw new ServiceUnavailableError('Cannot reach the database at 10.0.0.1', {
        reason: 'store_unavailable',
      });
    },
  });
  return { ...store, [part]: failing };
}

describe('a store that fails', () => {
  it.each(['clients', 'counters', 'accessTokens', 'signingKeys'] as const)(
    'in %s: 503 with Retry-After, and nothing of the inside',
    async (part) => {
      const store = createMemoryStore();
      const client = await enterClient(createClients({ store }));
      const failing = withFailing(store, part);
      const bench = await serveIssuer({
        store: failing,
        clients: createClients({ store: failing }),
        accessToken: part === 'accessTokens' ? 'opaque' : 'jwt',
      });
      const response = await askToken(bench, client);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      expect(response.headers.get('www-authenticate')).toBeNull();
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toEqual({ error: 'temporarily_unavailable' });
    },
  );

  it('leaves the keys that were read good for a while, and is 503 then', async () => {
    const bench = await serveIssuer();
    const jwks = () => fetch(`${bench.url}/oauth/jwks`);
    expect((await jwks()).status).toBe(200);
    bench.store.signingKeys.list = () => {
      throw new ServiceUnavailableError('Cannot reach the database', { reason: 'store_unavailable' });
    };
    expect((await jwks()).status).toBe(200);
    bench.clock.advance(31);
    const response = await jwks();
    expect([response.status, response.headers.get('cache-control')]).toEqual([503, 'no-store']);
  });
});

describe('a bug in a grant', () => {
  it.each([
    [
      'an error',
      () => {
        throw new Error('secret detail');
      },
    ],
    [
      'a rejection',
      async () => {
        throw new Error('secret detail');
      },
    ],
    [
      'something that is no error',
      () => {
        throw undefined;
      },
    ],
    [
      'a word that Express knows',
      () => {
        throw 'route';
      },
    ],
  ])('%s is a 500 of the app, and no token', async (_, handle) => {
    const grant: Grant = { ...clientCredentials, handle };
    const bench = await serveIssuer({ grants: [grant] });
    const response = await askToken(bench, await enterClient(bench.clients));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret detail');
    expect(bench.errors).toHaveLength(1);
  });
});

describe('decision events', () => {
  async function hear() {
    const bench = await serveIssuer();
    const client = await enterClient(bench.clients);
    const heard: Decision[] = [];
    onTestFinished(onDecision((decision) => heard.push(decision)));
    return { ...bench, client, heard };
  }

  it('tell of a token that was issued, to whom', async () => {
    const { heard, client, ...bench } = await hear();
    await askToken(bench, client);
    expect(heard).toEqual([
      {
        outcome: 'allow',
        guard: 'tokenIssuer',
        part: 'token',
        reason: 'allowed',
        client: { id: client.id, issuer: issuerUrl },
      },
    ]);
  });

  it('tell why a client was refused, which its answer does not', async () => {
    const { heard, client, clients, ...bench } = await hear();
    const suspended = await enterClient(clients);
    await clients.suspend(suspended.id);
    await askToken(bench, { id: 'nobody', secret: 'x' });
    await askToken(bench, { id: client.id, secret: 'x' });
    await askToken(bench, suspended);
    await askToken(bench, { ...suspended, secret: 'x' });
    await askToken(bench, client, { scope: 'admin' });
    expect(heard.map(({ outcome, reason, status }) => `${outcome} ${reason} ${status}`)).toEqual([
      'deny unknown_client 401',
      'deny wrong_secret 401',
      'deny suspended 401',
      'deny wrong_secret 401',
      'deny invalid_scope 400',
    ]);
    expect(heard.at(-1)?.client).toEqual({ id: client.id, issuer: issuerUrl });
    expect(heard[1]).not.toHaveProperty('client');
  });

  it('hold no secret and no token', async () => {
    const { heard, client, ...bench } = await hear();
    const { access_token } = (await (await askToken(bench, client)).json()) as { access_token: string };
    await askToken(bench, { id: client.id, secret: 'wrong-secret' });
    await fetch(`${bench.url}/oauth/token?client_secret=${client.secret}`, { method: 'POST' });
    const text = JSON.stringify(heard);
    for (const secret of [client.secret, access_token, 'wrong-secret']) expect(text).not.toContain(secret);
  });
});

describe('grants and client authentication of your own', () => {
  it('are new objects, nothing more', async () => {
    const deviceCode: Grant = {
      type: 'urn:example:device',
      handle: async ({ client, issue }) => ({
        ...(await issue({ scopes: client.scopes })),
        refresh_token: 'r',
      }),
    };
    const bench = await serveIssuer({
      grants: [clientCredentials, deviceCode],
      clientAuthentication: [
        {
          name: 'client_secret_basic',
          slot: 'authorization',
          failure: 'wrong_secret',
          read: () => ({ clientId: 'acme', proves: (client) => client !== undefined }),
        },
      ],
    });
    const client = await enterClient(bench.clients, { id: 'acme', grants: ['urn:example:device'] });
    const response = await askToken(bench, client, { grant_type: 'urn:example:device' });
    expect(await response.json()).toMatchObject({ token_type: 'Bearer', refresh_token: 'r' });
    const metadata = await (await fetch(`${bench.url}/.well-known/oauth-authorization-server`)).json();
    expect(metadata).toMatchObject({
      grant_types_supported: ['client_credentials', 'urn:example:device'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
    });
  });
});
