import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  createSchema,
  describeWithPostgres,
  describeWithRedis,
  temporaryFolder,
  until,
} from '../support/engines.js';
import { type Environment, runStart } from '../support/start-example.js';
import { createBrowser } from './browser.js';
import { jsonOf } from './gateway.js';
import { authorizationUrl, type Payments, startPayments, type Tokens, verifier } from './payments.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** An example that ends with the test at the latest. */
async function startHere(env?: Environment): Promise<Payments> {
  const payments = await startPayments(env);
  onTestFinished(async () => {
    await payments.stop();
  });
  return payments;
}

/** The same members, whatever is in them. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

const withoutSecrets = (demo: object) =>
  JSON.parse(
    JSON.stringify(demo, (name, value) => (/^(client_secret|password)$/.test(name) ? undefined : value)),
  );

describe('merchant-payments', () => {
  it('does not start with a wrong value: exit 1, one line on stderr', async () => {
    const { code, stdout, stderr } = await runStart(['merchant-payments', '--json'], { PORT: 'abc' });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^[^\n]*PORT="abc"[^\n]*\n$/);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends by %s with exit 0, silently', async (signal) => {
    const payments = await startHere();
    const { code, stdout, stderr } = await payments.stop(signal);
    expect([code, stdout, stderr]).toEqual([0, payments.announcement, '']);
  });

  it('keeps its files private', async () => {
    const data = join(folder.path, 'private');
    await startHere({ DATA_DIR: data });
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
    const files = readdirSync(data);
    expect(files).toEqual(expect.arrayContaining(['portcullis.db', 'records.db', 'secret']));
    expect(files.map((file) => modeOf(join(data, file)))).toEqual(files.map(() => '600'));
  });

  it('keeps nothing with DATA_DIR=:memory:', async () => {
    const temporary = temporaryFolder();
    const payments = await startHere({ DATA_DIR: ':memory:', TMPDIR: temporary.path });
    expect(await payments.tokenOf(payments.demo.keys[0])).toEqual(expect.any(String));
    await payments.stop();
    expect(readdirSync(temporary.path)).toEqual([]);
    temporary.remove();
  });
});

it('FAILURE_LIMIT_PER_ADDRESS: secrets, passwords and tokens are counted together, 429 before anything else', async () => {
  const payments = await startHere({ FAILURE_LIMIT_PER_ADDRESS: '3' });
  const { demo, url } = payments;
  const [admin] = demo.keys;
  const token = await payments.tokenOf(admin);
  const wrong = { grant_type: 'client_credentials', client_id: admin.client_id, client_secret: 'wrong' };
  expect((await payments.ask('issue', wrong)).status).toBe(401);
  expect((await payments.send('GET', '/v1/transactions', 'x.y.z')).status).toBe(401);
  const browser = createBrowser();
  const login = await browser.follow(await browser.get(authorizationUrl(payments)));
  const { username, password } = demo.users[0];
  // A right one is taken back.
  expect((await browser.submit(login, { username, password })).status).toBe(303);
  const again = await browser.follow(await browser.get(authorizationUrl(payments, { prompt: 'login' })));
  expect((await browser.submit(again, { username, password: 'wrong' })).status).toBe(401);
  const answers = [
    (await browser.submit(again, { username, password })).status,
    (await browser.post(`${url}/v1/auth/login`, {})).status,
    (await payments.ask('issue', { ...wrong, client_secret: admin.client_secret })).status,
    (await payments.send('GET', '/v1/transactions', token)).status,
    (await payments.send('GET', '/v1/api-keys')).status,
  ];
  expect(answers).toEqual(answers.map(() => 429));
});

describe.each(['SIGTERM', 'SIGKILL'] as const)('after %s merchant-payments', (signal) => {
  it('has what it answered, and shows no secret again', async () => {
    const env = { DATA_DIR: join(folder.path, signal) };
    const first = await startHere(env);
    const { demo } = first;
    const [admin, operator, viewer] = demo.keys;
    const token = await first.tokenOf(admin);
    const account = await jsonOf<{ id: string }>(
      await first.send('POST', '/v1/accounts', token, { name: 'Kiosk', currency: 'NGN' }),
    );
    const [fromAccountId] = demo.sample.account_ids;
    const transfer = { fromAccountId, toAccountId: account.id, amount: 77, currency: 'NGN' };
    const { id } = await jsonOf<{ id: string }>(await first.send('POST', '/v1/transfers', token, transfer));
    const noted = await first.send('PATCH', `/v1/transactions/${id}`, token, { note: 'Kept' });
    const made = await first.send('POST', '/v1/api-keys', token, { name: 'Made', role: 'viewer' });
    const revoked = await first.send('POST', `/v1/api-keys/${viewer.id}/revoke`, token);
    const tokens = await first.tokensOf(operator);
    expect([noted.status, made.status, revoked.status]).toEqual([200, 201, 200]);
    await first.stop(signal);

    const second = await startHere({ ...env, PORT: String(first.port) });
    expect(shapeOf(second.demo)).toEqual(shapeOf(withoutSecrets(demo)));
    expect(withoutSecrets(second.demo)).toEqual(withoutSecrets(demo));
    const listed = await second.send('GET', '/v1/transactions', token);
    const { transactions } = await jsonOf<{ transactions: object[] }>(listed);
    expect(transactions).toContainEqual(expect.objectContaining({ id, amount: 77, note: 'Kept' }));
    const terminalId = demo.sample.terminal_id;
    const assigned = await second.send('POST', '/v1/terminals/assign', token, {
      terminalId,
      accountId: account.id,
    });
    expect(assigned.status).toBe(200);
    expect(await second.tokenOf(await jsonOf<typeof viewer>(made))).toEqual(expect.any(String));
    const { client_id, client_secret } = viewer;
    const refused = await second.ask('issue', { grant_type: 'client_credentials', client_id, client_secret });
    expect(refused.status).toBe(401);
    const { refresh_token } = tokens;
    const { client_id: key, client_secret: secret } = operator;
    const refreshed = await second.ask('refresh', { client_id: key, client_secret: secret, refresh_token });
    expect(refreshed.status).toBe(200);
    expect((await second.stop()).code).toBe(0);
  });
});

describe('NODE_ENV=production', () => {
  const production = { NODE_ENV: 'production', ISSUER: 'https://pay.example', TRUST_PROXY: 'loopback' };

  it('refuses plain HTTP, and gives its sessions to https alone', async () => {
    const payments = await startHere(production);
    expect((await fetch(authorizationUrl(payments), { redirect: 'manual' })).status).toBe(403);
    const headers = { 'x-forwarded-proto': 'https' };
    const asked = await fetch(authorizationUrl(payments), { redirect: 'manual', headers });
    expect(asked.status).toBe(303);
    const login = await fetch(payments.url + asked.headers.get('location'), { headers });
    expect([login.status, login.headers.get('strict-transport-security')]).toEqual([
      200,
      expect.stringMatching(/max-age=\d{7,}/),
    ]);
    expect(login.headers.get('set-cookie')).toMatch(
      /^__Host-[^;]*; Max-Age=3600; Path=\/; .*HttpOnly; Secure/,
    );
  });

  it('has its pages below the path of the issuer', async () => {
    const payments = await startHere({ ISSUER: 'http://127.0.0.1:1/tenant' });
    const asked = await fetch(authorizationUrl(payments), { redirect: 'manual' });
    const location = asked.headers.get('location') ?? '';
    expect(location).toMatch(/^\/tenant\/v1\/auth\/login\?interaction=/);
    expect((await fetch(payments.url + location)).status).toBe(200);
    expect((await fetch(payments.url + location.replace('/tenant', ''))).status).toBe(200);
  });
});

describeWithPostgres('two instances', (postgres) => {
  describeWithRedis('on PostgreSQL and Redis', (redis) => {
    it('share keys, sessions, what merchants do, and the word of a suspension', async () => {
      const schema = await createSchema(postgres);
      onTestFinished(() => schema.drop());
      const env = {
        DATABASE_URL: schema.url,
        REDIS_URL: redis,
        PORTCULLIS_SECRET: 's'.repeat(40),
        ISSUER: 'http://127.0.0.1:1',
      };
      const [one, two] = await Promise.all([startHere(env), startHere(env)]);
      // Of two that start together each shows the secrets of what it entered itself.
      const keys = one.demo.keys.map((key, index) => ({ ...key, ...two.demo.keys[index] }));
      const users = one.demo.users.map((user, index) => ({ ...user, ...two.demo.users[index] }));
      const [admin, operator] = keys;
      const [ada] = users;
      if (admin === undefined || operator === undefined || ada === undefined) throw new Error('No demo');

      const browser = createBrowser();
      const login = await browser.get(two.url + (await browser.get(authorizationUrl(one))).location);
      const { username, password } = ada;
      const signedIn = await browser.submit(login, { username, password });
      const consent = await browser.get(one.url + (await browser.get(one.url + signedIn.location)).location);
      const decided = await browser.submit(consent, { decision: 'allow' });
      const { location } = await browser.get(two.url + decided.location);
      const parameters = {
        ...one.demo.public_client,
        code: new URL(location).searchParams.get('code') ?? '',
      };
      const grant = { grant_type: 'authorization_code', code_verifier: verifier, ...parameters };
      const user = await jsonOf<Tokens>(await one.ask('issue', grant));

      const token = await one.tokenOf(operator);
      const statusAt = async ({ send }: Payments, bearer: string) =>
        (await send('GET', '/v1/transactions', bearer)).status;
      expect([await statusAt(two, token), await statusAt(two, user.access_token)]).toEqual([200, 200]);
      const path = `/v1/transactions/${one.demo.sample.transaction_id}`;
      expect((await one.send('PATCH', path, token, { note: 'From one' })).status).toBe(200);
      expect(await (await two.send('GET', '/v1/transactions', token)).text()).toContain('From one');

      const boss = await two.tokenOf(admin);
      expect((await two.send('POST', `/v1/api-keys/${operator.id}/suspend`, boss)).status).toBe(200);
      await until('the other instance knows', 1000, async () => (await statusAt(one, token)) === 401);
    });
  });
});
