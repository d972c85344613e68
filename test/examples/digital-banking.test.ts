import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-request.js';
import { allScopes, startBank } from './bank.js';
import { expectProblem, jsonOf } from './gateway.js';

const bank = await startBank();
const { publicApp, confidentialApp, trialApp, demo } = bank;
const owner = bank.userOf('account-owner');
const key = confidentialApp.api_key;
let token = '';

beforeAll(async () => {
  token = await bank.tokenOf(confidentialApp, owner, allScopes);
});

afterAll(() => bank.stop());

const apiKeyChallenge = 'ApiKey header="API-Key"';
const invalidKey = { error: 'invalid_api_key', challenge: `${apiKeyChallenge}, error="invalid_api_key"` };
const accounts = '/banking/accounts';

describe('the announcement', () => {
  it('has three apps, a user for each role and two owners, applications and an administrator', () => {
    const secret = expect.stringMatching(/^[\w-]{16,}$/);
    const apiKey = { api_key: secret, api_key_id: expect.any(String) };
    const app = (isPublic: boolean, limit: number, windowSeconds: number) => ({
      ...apiKey,
      name: expect.any(String),
      client_id: expect.any(String),
      ...(!isPublic && { client_secret: secret }),
      redirect_uri: expect.stringMatching(/^https:/),
      public: isPublic,
      rate_limit: { limit, windowSeconds },
    });
    expect(demo).toEqual({
      admin: apiKey,
      apps: [app(true, 3000, 60), app(false, 3000, 60), app(false, 5, 10)],
      users: demo.users.map(({ roles, accounts: held }) => ({
        username: expect.any(String),
        email: expect.stringMatching(/@/),
        password: secret,
        roles,
        accounts: held.map(({ debit }) => ({
          accountId: expect.any(String),
          relation: expect.any(String),
          debit,
        })),
      })),
      applications: demo.applications.map(() => ({ applicationId: expect.any(String) })),
    });
    expect(demo.users.map(({ roles }) => roles.join()).sort()).toEqual([
      ...['account-co-owner', 'account-owner', 'account-owner', 'beneficial-owner'],
      ...['deposit-accounts-manager', 'digital-banking-user', 'it-manager', 'teller'],
    ]);
    const coOwner = bank.userOf('account-co-owner');
    expect(new Set(coOwner.accounts.map(({ debit }) => debit))).toEqual(new Set([true, false]));
  });
});

describe('the key', () => {
  it.each([
    '/banking/',
    '/banking/apiDoc',
    '/banking/products',
    accounts,
    '/admin/api-keys',
    '/banking/nothing',
  ])('is missing: 401 with its challenge, whatever else is sent, at %s', async (path) => {
    await expectProblem(await bank.call('GET', path, { token }), 401, { challenge: apiKeyChallenge });
  });

  it.each([
    ['of no known form', 'ba9ac78c04f5270f54db975038d442154f70bfd2af8ec956fb9c'],
    ['with another last character', key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a')],
    ['of an unknown id', key.replace(confidentialApp.api_key_id, 'nobody')],
    ['and empty', ''],
  ])('%s: 403 with the challenge, before the token is looked at', async (_, wrong) => {
    await expectProblem(await bank.call('GET', accounts, { key: wrong, token: 'wrong' }), 403, invalidKey);
  });

  it('stands twice: 400', async () => {
    const lines = ['GET /banking/products HTTP/1.1', `API-Key: ${key}`];
    expect((await rawRequest(bank.port, lines)).status).toBe(200);
    expect((await rawRequest(bank.port, [...lines, `api-key: ${key}`])).status).toBe(400);
  });

  it.each(['API-Key', 'api-key', 'Api-Key'])('is enough alone for what is public, as %s', async (header) => {
    const headers = { [header]: key, authorization: 'Bearer not-looked-at' };
    for (const path of ['/banking/', '/banking', '/banking/apiDoc', '/banking/products']) {
      expect([path, (await bank.call('GET', path, { headers })).status]).toEqual([path, 200]);
    }
  });
});

describe('the token', () => {
  it('is missing: 401 with its challenge', async () => {
    await expectProblem(await bank.call('GET', accounts, { key }), 401, { challenge: 'Bearer' });
  });

  it.each(['nonsense', 'e30.e30.e30'])('is not good: 403, challenge kept (%s)', async (wrong) => {
    await expectProblem(await bank.call('GET', accounts, { key, token: wrong }), 403, {
      error: 'invalid_token',
      challenge: 'Bearer error="invalid_token"',
    });
  });

  it('cannot be read: 400', async () => {
    const headers = { authorization: `Bearer ${token} x` };
    expect((await bank.call('GET', accounts, { key, headers })).status).toBe(400);
  });

  it.each([publicApp, demo.admin])(
    'of another application than that of the key $api_key_id: 403',
    async (other) => {
      const response = await bank.call('GET', accounts, { key: other.api_key, token });
      await expectProblem(response, 403, { error: 'credential_mismatch' });
    },
  );
});

describe('scopes', () => {
  it('beyond the roles of the user are left out, and the answer says so', async () => {
    const { scope } = await bank.tokensOf(publicApp, bank.userOf('digital-banking-user'), allScopes);
    expect(scope).toBe('accounts:read');
  });

  it('of which none is left: invalid_scope', async () => {
    const back = await bank.authorize(publicApp, bank.userOf('it-manager'), allScopes);
    expect(back.searchParams.get('error')).toBe('invalid_scope');
    const other = await bank.authorize(publicApp, bank.userOf('teller'), 'transfers:write');
    expect(other.searchParams.get('error')).toBe('invalid_scope');
  });

  it('that the token lacks: 403, and the challenge names them', async () => {
    const narrow = await bank.tokenOf(confidentialApp, owner, 'accounts:read');
    const path = `${accounts}/${owner.accounts[0]?.accountId}/transactions`;
    await expectProblem(await bank.call('GET', path, { key, token: narrow }), 403, {
      error: 'insufficient_scope',
      challenge: 'Bearer scope="transactions:read", error="insufficient_scope"',
    });
  });
});

describe('whose account it is', () => {
  const [, otherOwner] = demo.users.filter(({ roles }) => roles.includes('account-owner'));
  const foreign = otherOwner?.accounts[0]?.accountId ?? '';
  const seen = async (path: string) => {
    const response = await bank.call('GET', path, { key, token });
    const headers = [...response.headers].filter(
      ([name]) => name !== 'date' && !name.startsWith('ratelimit'),
    );
    return { status: response.status, headers, body: await response.text() };
  };

  it.each(['', '/transactions'])(
    'somebody else’s is answered to the byte as one that is not there%s',
    async (below) => {
      const missing = await seen(`${accounts}/00000000-0000-4000-8000-000000000000${below}`);
      expect(missing.status).toBe(404);
      const others = [
        foreign,
        'nobody',
        '%00',
        '..%2f',
        '0',
        `${foreign}%20`,
        foreign.toUpperCase(),
        'x'.repeat(2000),
      ];
      for (const id of others) expect([id, await seen(`${accounts}/${id}${below}`)]).toEqual([id, missing]);
    },
  );

  it('users see theirs, tellers all', async () => {
    const listed = async (credentials: object) => {
      const response = await bank.call('GET', accounts, { key, ...credentials });
      const body = await jsonOf<{ accounts: { accountId: string; debit: boolean }[] }>(response);
      return body.accounts.map(({ accountId, debit }) => [accountId, debit]);
    };
    expect(await listed({ token })).toEqual(owner.accounts.map(({ accountId, debit }) => [accountId, debit]));
    const teller = await bank.tokenOf(confidentialApp, bank.userOf('teller'), allScopes);
    const all = new Set(demo.users.flatMap((user) => user.accounts.map(({ accountId }) => accountId)));
    expect(new Set((await listed({ token: teller })).map(([id]) => id))).toEqual(all);
    expect((await bank.call('GET', `${accounts}/${foreign}`, { key, token: teller })).status).toBe(200);
    expect((await bank.call('GET', `${accounts}/nobody`, { key, token: teller })).status).toBe(404);
  });
});

describe('answers', () => {
  it('say what the API is, and which products there are', async () => {
    const metadata = await jsonOf(await bank.call('GET', '/banking/', { key }));
    expect(metadata).toMatchObject({ issuer: bank.url, apiDoc: '/banking/apiDoc', reference: '/reference' });
    const { products } = await jsonOf(await bank.call('GET', '/banking/products', { key }));
    expect(products).toContainEqual(expect.objectContaining({ productId: 'savings' }));
  });

  it('give the document with the schemes and addresses that hold', async () => {
    const response = await bank.call('GET', '/banking/apiDoc', { key });
    expect(response.headers.get('content-type')).toMatch(/json/);
    const { components, servers } = await jsonOf<Record<string, { securitySchemes: object }>>(response);
    expect(servers).toEqual([{ url: bank.url }]);
    expect(components?.securitySchemes).toMatchObject({
      apiKey: { type: 'apiKey', in: 'header', name: 'API-Key' },
      accessToken: {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            authorizationUrl: `${bank.url}/auth/authorize`,
            tokenUrl: `${bank.url}/auth/token`,
          },
        },
      },
    });
  });

  it('are 404 for unknown paths, 405 with Allow for other methods', async () => {
    await expectProblem(await bank.call('GET', '/nothing'), 404);
    await expectProblem(await bank.call('GET', '/banking/nothing', { key }), 404);
    await expectProblem(
      await bank.call('POST', '/admin/API-KEYS/x/REVOKE', { key: demo.admin.api_key }),
      404,
    );
    const wrong = await bank.call('DELETE', accounts, { key, token });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD');
    await expectProblem(wrong, 405);
  });

  it('to HEAD are those to GET, without their bodies', async () => {
    expect((await bank.call('HEAD', accounts, { key })).status).toBe(401);
    expect((await bank.call('HEAD', accounts, { key, token })).status).toBe(200);
  });

  it('page through lists', async () => {
    const page = async (query: string) =>
      jsonOf<{ accounts: { accountId: string }[]; next?: string }>(
        await bank.call('GET', `${accounts}?${query}`, { key, token }),
      );
    const first = await page('limit=1');
    expect([first.accounts.length, first.next]).toEqual([1, first.accounts[0]?.accountId]);
    const second = await page(`limit=1&after=${first.next}`);
    expect(second.accounts[0]?.accountId).toBe(owner.accounts[1]?.accountId);
    expect((await page('after=nobody')).accounts).toEqual([]);
    await expectProblem(await bank.call('GET', `${accounts}?limit=0`, { key, token }), 400, {
      error: 'invalid_request',
    });
  });
});

describe('the rate limit of a key', () => {
  it('lets five calls in ten seconds through and says so; another key is not its concern', async () => {
    const calls: Response[] = [];
    while (calls.length < 8)
      calls.push(await bank.call('GET', '/banking/products', { key: trialApp.api_key }));
    expect(calls.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    const refused = calls.at(-1) as Response;
    expect(refused.headers.get('ratelimit-policy')).toMatch(/q=5; w=10/);
    expect(refused.headers.get('ratelimit')).toMatch(/r=0; t=\d+/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(10);
    await expectProblem(refused, 429, { error: 'rate_limited' });
    expect((await bank.call('GET', '/banking/products', { key })).headers.get('ratelimit')).toMatch(
      /r=2\d\d\d/,
    );
  });
});
