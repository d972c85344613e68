import { apiKey, createApiKeys } from '@portcullis/api-key';
import { createPrincipal, defineGuard, InvalidTokenError, type Scheme } from '@portcullis/core';
import { keyRateLimit } from '@portcullis/limits';
import { createMemoryStore } from '@portcullis/store';
import type { RequestHandler } from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bothExpresses } from '../support/both-expresses.js';
import { serve } from '../support/serve.js';

const issuer = 'https://login.example';
const plans = { basic: { limit: 2, windowSeconds: 60 }, partner: { limit: 4, windowSeconds: 3600 } };

const tokens: Scheme = {
  kind: 'token',
  slot: 'authorization',
  authenticate({ headers: { authorization } }) {
    if (authorization === undefined) return undefined;
    if (authorization !== 'Bearer good')
      throw new InvalidTokenError('Cannot accept token', { reason: 'bad_signature' });
    return createPrincipal({ kind: 'token', client: { id: 'app-1', issuer } }, tokens);
  },
  challenges: () => ['Bearer'],
};
const user = defineGuard('user', tokens);

describe.each(bothExpresses)('a plan on the record of a key, on %s', (_, express) => {
  async function start(place: 'before the token' | 'behind the token' = 'before the token') {
    const store = createMemoryStore();
    const keys = createApiKeys({ store, prefix: 'bank', peppers: ['a pepper of this test, 32 bytes long'] });
    const application = apiKey({ keys, issuer });
    const limit: RequestHandler = keyRateLimit({
      planOf: (principal) =>
        application.keyOf(principal)?.metadata.plan === 'partner' ? plans.partner : plans.basic,
    });
    const app = express();
    const middlewares =
      place === 'before the token' ? [application, limit, user] : [application, user, limit];
    app.use(...middlewares);
    app.get('/', (_req, res) => void res.json({}));
    const served = await serve(app);
    onTestFinished(served.close);
    const findPresented = store.apiKeys.findPresented.bind(store.apiKeys);
    let reads = 0;
    store.apiKeys.findPresented = (id) => {
      reads += 1;
      return findPresented(id);
    };
    const ask = (key: string, token = 'good') =>
      fetch(served.url, { headers: { 'API-Key': key, authorization: `Bearer ${token}` } });
    const issue = (plan: string) => keys.issue({ clientId: 'app-1', name: 'Key', metadata: { plan } });
    return { keys, ask, issue, reads: () => reads };
  }

  it.each(['before the token', 'behind the token'] as const)(
    'is its limit, without a read of the store for a call, mounted %s',
    async (place) => {
      const { ask, issue, reads } = await start(place);
      const [basic, partner] = [await issue('basic'), await issue('partner')];
      const statuses = async (key: string) => {
        const found: number[] = [];
        for (let call = 0; call < 5; call++) found.push((await ask(key)).status);
        return found;
      };
      expect(await statuses(basic.apiKey)).toEqual([200, 200, 429, 429, 429]);
      expect(await statuses(partner.apiKey)).toEqual([200, 200, 200, 200, 429]);
      expect(reads()).toBe(2);
    },
  );

  it('changes with the record, from the next call on', async () => {
    const { keys, ask, issue } = await start();
    const { key, apiKey: text } = await issue('basic');
    await ask(text);
    await keys.update(key.id, { metadata: { plan: 'partner' } });
    expect((await ask(text)).headers.get('ratelimit-policy')).toMatch(/^"4-in-1hr"; q=4; w=3600; /);
  });

  it('counts a call whose token is refused behind it, and none whose key is refused before it', async () => {
    const { ask, issue } = await start();
    const { apiKey: text } = await issue('basic');
    for (let call = 0; call < 3; call++) expect((await ask(`${text}x`)).status).toBe(401);
    expect((await ask(text, 'bad')).status).toBe(401);
    expect((await ask(text, 'bad')).headers.get('ratelimit')).toMatch(/; r=0; /);
    expect((await ask(text)).status).toBe(429);
  });
});
