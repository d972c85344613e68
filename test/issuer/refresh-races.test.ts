import { join } from 'node:path';
import { bearer } from '@portcullis/bearer';
import { createMemoryStore, type Store } from '@portcullis/store';
import { createSqliteStore } from '@portcullis/store-sql';
import {
  clientCredentialsWithRefreshToken,
  createClients,
  refreshToken,
  tokenIssuer,
} from '@portcullis/token-issuer';
import express from 'express';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/engines.js';
import { serve } from '../support/serve.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

let files = 0;
const stores: Readonly<Record<string, (clock: { now(): number }) => Store>> = {
  memory: (clock) => createMemoryStore({ clock }),
  SQLite: (clock) =>
    createSqliteStore({
      clock,
      file: join(folder.path, `${files++}.db`),
      secrets: ['s'.repeat(32)],
      // The clock of these tests leaps, and the news of what is revoked would be old at once.
      staleAfterMs: 60_000,
    }),
};

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

describe.each(Object.entries(stores))('refreshing on %s', (_, open) => {
  describe.each(['jwt', 'opaque'] as const)('with %s access tokens', (accessToken) => {
    async function ready() {
      const clock = { ms: Date.UTC(2030, 0, 1), now: () => clock.ms };
      const store = open(clock);
      await store.ready();
      const clients = createClients({ store, clock });
      const audience = 'https://api.example';
      const issuer = tokenIssuer({
        issuer: 'https://issuer.example',
        audience,
        store,
        clients,
        clock,
        accessToken,
        grants: [clientCredentialsWithRefreshToken, refreshToken],
        paths: { revoke: '/oauth/revoke' },
      });
      const app = express();
      app.use(issuer.router);
      app.get(
        '/',
        bearer({ issuer, audience, clock, acceptOpaque: accessToken === 'opaque' }),
        (_req, res) => {
          res.end('in');
        },
      );
      const { url, close } = await serve(app);
      onTestFinished(async () => {
        await close();
        await issuer.close();
        await store.close();
      });
      const { client, clientSecret } = await clients.create({
        name: 'Acme',
        grants: ['client_credentials', 'refresh_token'],
        scopes: ['claims'],
      });
      const post = (path: string, parameters: Record<string, string>) =>
        fetch(`${url}/oauth/${path}`, {
          method: 'POST',
          body: new URLSearchParams({ client_id: client.id, client_secret: clientSecret, ...parameters }),
        });
      return {
        clock,
        store,
        post,
        start: async () =>
          (await (await post('token', { grant_type: 'client_credentials' })).json()) as Tokens,
        refresh: (token: string) => post('token', { grant_type: 'refresh_token', refresh_token: token }),
        knock: async (token: string) =>
          (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status,
      };
    }

    it('50 times at once gives one successor, the same to all', async () => {
      const { start, refresh, store, knock } = await ready();
      const { refresh_token } = await start();
      const replies = await Promise.all(Array.from({ length: 50 }, () => refresh(refresh_token)));
      const bodies = new Set(await Promise.all(replies.map((reply) => reply.text())));
      expect([new Set(replies.map(({ status }) => status)), bodies.size]).toEqual([new Set([200]), 1]);
      expect((await store.families.find(refresh_token.split('.')[0] ?? ''))?.family.generation).toBe(2);
      const [body = ''] = bodies;
      const next = JSON.parse(body) as Tokens;
      expect(await knock(next.access_token)).toBe(200);
      expect((await refresh(next.refresh_token)).status).toBe(200);
    });

    it('a revocation among 50 refreshes wins over everything that they gave', async () => {
      const { start, refresh, post, knock } = await ready();
      const first = await start();
      const calls = Array.from({ length: 50 }, (_, turn) =>
        turn === 25 ? post('revoke', { token: first.refresh_token }) : refresh(first.refresh_token),
      );
      const given: Tokens[] = [first];
      for (const reply of await Promise.all(calls)) {
        const body = await reply.text();
        if (body.includes('access_token')) given.push(JSON.parse(body) as Tokens);
      }
      for (const { access_token, refresh_token } of given) {
        expect(await knock(access_token)).toBe(401);
        expect((await refresh(refresh_token)).status).toBe(400);
      }
    });

    it('a replay after the grace, 50 times at once, ends the family: guards refuse on the next request', async () => {
      const { start, refresh, clock, knock } = await ready();
      const first = await start();
      const second = (await (await refresh(first.refresh_token)).json()) as Tokens;
      const sibling = await start();
      expect(await knock(second.access_token)).toBe(200);
      clock.ms += 10_000;
      const replies = await Promise.all(Array.from({ length: 50 }, () => refresh(first.refresh_token)));
      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([400]));
      expect(await knock(second.access_token)).toBe(401);
      expect((await refresh(second.refresh_token)).status).toBe(400);
      expect(await knock(sibling.access_token)).toBe(200);
    });
  });
});
