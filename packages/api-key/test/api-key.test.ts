import { type Guard, principalOf, ServiceUnavailableError } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { type ApiKeyOptions, apiKey } from '../src/index.js';
import {
  createRegistry,
  issueKey,
  issuer,
  type Registry,
  unknownKey,
  wrongSecret,
} from './support/registry.js';
import { type Answer, type GuardedOptions, serveGuarded } from './support/serve-guard.js';

const bare = 'ApiKey realm="api", header="API-Key"';
const invalid = `${bare}, error="invalid_api_key"`;

/** Keys that are not good, and why. */
const badKeys: readonly (readonly [
  name: string,
  reason: string,
  make: (registry: Registry) => Promise<string> | string,
])[] = [
  ['nothing', 'malformed_key', () => ''],
  ['a malformed one', 'malformed_key', () => 'abc'],
  ['several words', 'malformed_key', () => 'Bearer abc, def'],
  ['one beyond ASCII', 'malformed_key', () => 'b\xe4nk_live_x'],
  ['one that is far too long', 'malformed_key', () => 'a'.repeat(12_000)],
  [
    'one with a wrong checksum',
    'malformed_key',
    async ({ keys }) => {
      const { apiKey: text } = await issueKey(keys);
      return `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;
    },
  ],
  ['an unknown one', 'unknown_key', () => unknownKey()],
  ['one with another secret', 'unknown_key', async ({ keys }) => wrongSecret((await issueKey(keys)).key.id)],
  [
    'an expired one',
    'expired',
    async ({ keys, clock }) => {
      const { apiKey: text } = await issueKey(keys, { expiresAt: clock.now() + 1000 });
      clock.advance(1000);
      return text;
    },
  ],
  [
    'a suspended one',
    'suspended',
    async ({ keys }) => {
      const { key, apiKey: text } = await issueKey(keys);
      await keys.suspend(key.id);
      return text;
    },
  ],
  [
    'a revoked one',
    'revoked',
    async ({ keys }) => {
      const { key, apiKey: text } = await issueKey(keys);
      await keys.revoke(key.id);
      return text;
    },
  ],
  [
    'a replaced one',
    'expired',
    async ({ keys }) => {
      const { key, apiKey: text } = await issueKey(keys);
      await keys.rotate(key.id, { overlapSeconds: 0 });
      return text;
    },
  ],
  [
    'one of another environment',
    'wrong_environment',
    async ({ keys }) => (await issueKey(keys, { environment: 'test' })).apiKey,
  ],
];

describe.each(bothExpresses)('apiKey on %s', (_, express) => {
  async function serveKeys(options: Partial<ApiKeyOptions> = {}, served: GuardedOptions = {}) {
    const registry = createRegistry();
    const guard = apiKey({ keys: registry.keys, issuer, realm: 'api', clock: registry.clock, ...options });
    return { ...registry, guard, app: await serveGuarded([guard], { express, ...served }) };
  }

  const noStore = (answer: Answer) => {
    expect(answer.header('cache-control')).toEqual(['no-store']);
    expect(answer.header('content-type')).toEqual(['application/problem+json']);
  };

  it('401 with a bare challenge for a request without a key', async () => {
    const { app } = await serveKeys();
    const answer = await app.send('Authorization: ApiKey abc', 'X-API-Key: abc');
    expect([answer.status, answer.header('www-authenticate')]).toEqual([401, [bare]]);
    noStore(answer);
    expect(JSON.parse(answer.body)).not.toHaveProperty('error');
    expect(app.decisions).toMatchObject([
      { outcome: 'deny', reason: 'no_credential', guard: 'apiKeyMiddleware' },
    ]);
  });

  it('does not take a key from the query', async () => {
    const { app, keys } = await serveKeys();
    const { apiKey: text } = await issueKey(keys);
    for (const name of ['API-Key', 'api-key', 'api_key', 'apikey']) {
      expect((await app.sendBy(`GET /?${name}=${text}`)).status).toBe(401);
    }
    expect(app.seen).toEqual([]);
  });

  it.each([
    ['twice the same', (key: string) => [`API-Key: ${key}`, `API-Key: ${key}`]],
    ['in another case', (key: string) => [`API-Key: ${key}`, `api-key: ${key}`]],
    ['good first', (key: string) => [`API-Key: ${key}`, 'API-Key: x']],
    ['good last', (key: string) => ['API-Key: x', `API-Key: ${key}`]],
    ['empty beside it', (key: string) => [`API-Key: ${key}`, 'API-Key:']],
  ])('400 for a header that stands several times: %s', async (_case, lines) => {
    const { app, keys } = await serveKeys();
    const { apiKey: text } = await issueKey(keys);
    const answer = await app.send(...lines(text));
    expect([answer.status, answer.header('www-authenticate')]).toEqual([
      400,
      [`${bare}, error="invalid_request"`],
    ]);
    noStore(answer);
    expect(app.decisions).toMatchObject([{ reason: 'repeated_header', status: 400 }]);
  });

  it.each(badKeys)(
    '401, one and the same, for %s; the cause is in the event alone (%s)',
    async (_case, reason, make) => {
      const { app, ...registry } = await serveKeys();
      const text = await make(registry);
      const answer = await app.send(`API-Key: ${text}`);
      expect([answer.status, answer.header('www-authenticate')]).toEqual([401, [invalid]]);
      noStore(answer);
      expect(JSON.parse(answer.body)).toEqual({
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        detail: 'The API key is malformed, unknown, expired, suspended or revoked',
        error: 'invalid_api_key',
        error_description: 'The API key is malformed, unknown, expired, suspended or revoked',
      });
      expect(app.decisions).toMatchObject([{ outcome: 'deny', reason, status: 401 }]);
      if (text !== '') expect(answer.body + JSON.stringify(app.decisions)).not.toContain(text);
    },
  );

  it('answers every bad key with the very same headers', async () => {
    const { app, ...registry } = await serveKeys();
    const answers = [];
    for (const [, , make] of badKeys) answers.push(await app.send(`API-Key: ${await make(registry)}`));
    const [first] = answers;
    for (const answer of answers) {
      for (const name of ['content-type', 'content-length', 'www-authenticate', 'cache-control', 'vary']) {
        expect(answer.header(name)).toEqual(first?.header(name));
      }
      expect(answer.body).toBe(first?.body);
    }
  });

  it.each(badKeys)(
    '403 with the same challenge for %s, where the provider says so',
    async (_case, reason, make) => {
      const { app, ...registry } = await serveKeys({ invalidCredentialStatus: 403 });
      const answer = await app.send(`API-Key: ${await make(registry)}`);
      expect([answer.status, answer.header('www-authenticate')]).toEqual([403, [invalid]]);
      noStore(answer);
      expect(JSON.parse(answer.body)).toMatchObject({ status: 403, error: 'invalid_api_key' });
      expect(app.decisions).toMatchObject([{ reason, status: 403 }]);
      expect((await app.send()).status).toBe(401);
      expect((await app.send('API-Key: a', 'API-Key: b')).status).toBe(400);
    },
  );

  it.each(['HEAD', 'OPTIONS', 'POST', 'DELETE', 'PROPFIND'])('%s has the policy of GET', async (method) => {
    const { app, keys } = await serveKeys();
    const { apiKey: text } = await issueKey(keys);
    const preflight = ['Origin: https://evil.example', 'Access-Control-Request-Method: GET'];
    expect((await app.sendBy(`${method} /`, ...preflight)).status).toBe(401);
    expect((await app.sendBy(`${method} /`, 'API-Key: x')).status).toBe(401);
    expect(app.seen).toEqual([]);
    expect((await app.sendBy(`${method} /`, `API-Key: ${text}`)).status).toBe(200);
  });

  it('503 when the store or the view of revocations fails, also for a key that was seen before', async () => {
    const { app, keys, store } = await serveKeys();
    const { apiKey: text } = await issueKey(keys);
    for (let use = 0; use < 3; use++) expect(await app.status(text)).toBe(200);
    const { findPresented } = store.apiKeys;
    const trouble = new ServiceUnavailableError('Cannot read', { reason: 'store_unavailable' });
    store.revocations.isRevoked = () => {
      throw trouble;
    };
    const stale = await app.send(`API-Key: ${text}`);
    expect([stale.status, stale.header('retry-after'), stale.header('www-authenticate')]).toEqual([
      503,
      ['5'],
      [],
    ]);
    store.apiKeys.findPresented = () => Promise.reject(trouble);
    const away = await app.send(`API-Key: ${await unknownKey()}`);
    expect([away.status, away.header('www-authenticate')]).toEqual([503, []]);
    noStore(away);
    store.apiKeys.findPresented = findPresented;
    expect(app.seen).toHaveLength(3);
  });

  it('hands a bug on, and lets nobody through', async () => {
    const { app, keys, store } = await serveKeys();
    const { apiKey: text } = await issueKey(keys);
    const bug = new Error('A bug in a store');
    store.apiKeys.findPresented = () => Promise.reject(bug);
    expect(await app.status(text)).toBe(500);
    expect(app.errors).toEqual([bug]);
    expect(app.seen).toEqual([]);
  });

  it('lets a good key through, with the principal of its client', async () => {
    const { app, keys, guard } = await serveKeys();
    const details = { scopes: ['a'], permissions: ['p:q'], metadata: { plan: 'gold' } };
    const { key, apiKey: text } = await issueKey(keys, details);
    const answer = await app.send(`api-KEY: ${text}`);
    expect([answer.status, answer.header('cache-control')]).toEqual([200, ['private']]);
    const client = { id: 'app', issuer };
    const credential = { kind: 'apiKey', id: key.id, client, scopes: ['a'], permissions: ['p:q'] };
    expect(app.seen).toEqual([
      { client, scopes: ['a'], roles: [], permissions: ['p:q'], credentials: { apiKey: credential } },
    ]);
    expect(app.seen[0] && guard.keyOf(app.seen[0])).toEqual(key);
    expect(app.decisions).toMatchObject([{ outcome: 'allow', credentialIds: { apiKey: key.id } }]);
    expect(JSON.stringify(app.decisions)).not.toContain(text.slice(-49));
  });

  it('leaves Cache-Control as the handler, or the app before, says', async () => {
    const shared = 'public, max-age=60';
    const byHandler = await serveKeys({}, { handle: (_req, res) => res.set('Cache-Control', shared).end() });
    const byApp = await serveKeys(
      {},
      {
        prepare: (app) =>
          app.use((_req, res, next) => {
            res.set('Cache-Control', shared);
            next();
          }),
      },
    );
    for (const { app, keys } of [byHandler, byApp]) {
      const { apiKey: text } = await issueKey(keys);
      expect((await app.send(`API-Key: ${text}`)).header('cache-control')).toEqual([shared]);
      expect((await app.send()).header('cache-control')).toEqual(['no-store']);
    }
  });

  it('takes keys of the environments that it names', async () => {
    const { app, keys } = await serveKeys({ environments: ['test'] });
    const live = await issueKey(keys);
    const test = await issueKey(keys, { environment: 'test' });
    expect([await app.status(live.apiKey), await app.status(test.apiKey)]).toEqual([401, 200]);
  });

  it('reads the header that it is told to, and says so in the challenge', async () => {
    const { app, keys } = await serveKeys({ header: 'X-Partner-Key' });
    const { apiKey: text } = await issueKey(keys);
    const refused = await app.send(`API-Key: ${text}`);
    expect(refused.header('www-authenticate')).toEqual(['ApiKey realm="api", header="X-Partner-Key"']);
    expect((await app.send(`x-partner-key: ${text}`)).status).toBe(200);
  });

  it('takes an adopted key as it is', async () => {
    const { keys } = createRegistry({ acceptForeignKeys: true });
    await keys.adopt('sk-1234567890abcdef', { name: 'Old', clientId: 'app' });
    const app = await serveGuarded([apiKey({ keys, issuer })], { express });
    expect(await app.status('sk-1234567890abcdef')).toBe(200);
    expect(await app.status('sk-1234567890abcdeg')).toBe(401);
  });
});

describe('addresses', () => {
  async function statusFrom(
    allowedAddresses: string[],
    options: GuardedOptions & Partial<ApiKeyOptions> = {},
    forwarded?: string,
  ) {
    const { prepare, ...own } = options;
    const { keys } = createRegistry();
    const guard: Guard = apiKey({ keys, issuer, ...own });
    const app = await serveGuarded([guard], prepare ? { prepare } : {});
    const { key, apiKey: text } = await issueKey(keys, { allowedAddresses });
    const lines = [`API-Key: ${text}`, ...(forwarded === undefined ? [] : [`X-Forwarded-For: ${forwarded}`])];
    // Looked up, admitted to the cache, found in it.
    const answers = [await app.send(...lines), await app.send(...lines), await app.send(...lines)];
    await keys.close();
    return { answers, app, used: (await keys.get(key.id))?.lastUsedAt !== undefined };
  }
  const statuses = async (...args: Parameters<typeof statusFrom>) =>
    (await statusFrom(...args)).answers.map(({ status }) => status);
  const no = [403, 403, 403];
  const yes = [200, 200, 200];
  const behind = (trust: unknown) => ({
    acceptForwardedFor: true,
    prepare: (app: { set(name: string, value: unknown): void }) => app.set('trust proxy', trust),
  });

  it('403 for a good key from an address that is not on its list; it does not count as used', async () => {
    const { answers, app, used } = await statusFrom(['192.0.2.0/24', '2001:db8::/32']);
    for (const answer of answers) {
      expect([answer.status, answer.header('www-authenticate')]).toEqual([403, []]);
      expect(answer.header('cache-control')).toEqual(['no-store']);
      expect(JSON.parse(answer.body)).toMatchObject({ error: 'address_not_allowed' });
      expect(answer.body).not.toContain('192.0.2');
    }
    expect(app.decisions.map(({ reason }) => reason)).toEqual(new Array(3).fill('address_not_allowed'));
    expect(used).toBe(false);
  });

  it('lets those through that are', async () => {
    const { answers, used } = await statusFrom(['192.0.2.0/24', '127.0.0.0/8']);
    expect(answers.map(({ status }) => status)).toEqual(yes);
    expect(used).toBe(true);
  });

  it('believes a forwarded address only where it is told to, and from whom it is told to', async () => {
    expect(await statuses(['192.0.2.7'], {}, '192.0.2.7')).toEqual(no);
    expect(
      await statuses(['192.0.2.7'], { ...behind('loopback'), acceptForwardedFor: false }, '192.0.2.7'),
    ).toEqual(no);
    expect(await statuses(['192.0.2.7'], behind(false), '192.0.2.7')).toEqual(no);
    expect(await statuses(['192.0.2.7'], behind('loopback'), '192.0.2.7')).toEqual(yes);
    expect(await statuses(['192.0.2.7'], behind('loopback'), '192.0.2.7, 198.51.100.1')).toEqual(no);
    expect(await statuses(['2001:db8::/32'], behind('loopback'), '2001:db8::9')).toEqual(yes);
    expect(await statuses(['192.0.2.0/24'], behind('loopback'), '::ffff:192.0.2.7')).toEqual(yes);
    expect(await statuses(['0.0.0.0/0', '::/0'], behind('loopback'), 'unknown')).toEqual(no);
  });

  it('is an error of the app where everybody may name an address', async () => {
    const { answers, app } = await statusFrom(['0.0.0.0/0'], behind(true), '192.0.2.7');
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect(String(app.errors[0])).toContain('"trust proxy" is true');
  });
});

describe('keyOf', () => {
  it('is undefined for a principal that the guard did not verify', async () => {
    const { keys } = createRegistry();
    const guard = apiKey({ keys, issuer });
    const other = apiKey({ keys, issuer });
    const { apiKey: text } = await issueKey(keys);
    const found: unknown[] = [];
    const app = await serveGuarded([guard], {
      handle(req, res) {
        found.push(guard.keyOf(principalOf(req))?.name, other.keyOf(principalOf(req)));
        res.end();
      },
    });
    await app.status(text);
    expect(found).toEqual(['Back office', undefined]);
  });
});
