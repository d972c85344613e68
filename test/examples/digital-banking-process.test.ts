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
import type { Environment } from '../support/start-example.js';
import { allScopes, type Bank, type BankDemo, bankOf, startBank } from './bank.js';
import { jsonOf } from './gateway.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** An example that ends with the test at the latest. */
async function startHere(env?: Environment): Promise<Bank> {
  const bank = await startBank(env);
  onTestFinished(async () => {
    await bank.stop();
  });
  return bank;
}

const withoutSecrets = (demo: BankDemo): unknown =>
  JSON.parse(JSON.stringify(demo, (name, value) => (secretNames.includes(name) ? undefined : value)));
const secretNames = ['client_secret', 'api_key', 'password'];

/** Orders of the first owner, from their first account to their second; balances in cents. */
function ordersOf(bank: Bank, token: string) {
  const key = bank.confidentialApp.api_key;
  const [fromAccountId = '', toAccountId = ''] = bank
    .userOf('account-owner')
    .accounts.map(({ accountId }) => accountId);
  return {
    async balances(): Promise<readonly number[]> {
      const texts = await Promise.all(
        [fromAccountId, toAccountId].map((id) => bank.balanceOf({ key, token }, id)),
      );
      return texts.map((text) => Number(text.replace('.', '')));
    },
    async transfer(amount: string): Promise<number> {
      const body = { fromAccountId, toAccountId, amount, currency: 'NZD' };
      return (await bank.call('POST', '/banking/transfers', { key, token, body })).status;
    },
  };
}

it('FAILURE_LIMIT_PER_ADDRESS: keys, tokens and secrets are counted together, 429 before anything else', async () => {
  const temporary = temporaryFolder();
  const inMemory = { DATA_DIR: ':memory:', TMPDIR: temporary.path };
  const bank = await startHere({ FAILURE_LIMIT_PER_ADDRESS: '3', ...inMemory });
  const { confidentialApp: app } = bank;
  const key = app.api_key;
  const refresh = { grant_type: 'refresh_token', refresh_token: 'x' };
  const statuses = [
    (await bank.call('GET', '/banking/products', { key: 'wrong' })).status,
    (await bank.call('GET', '/banking/accounts', { key, token: 'wrong' })).status,
    (await bank.askToken({ ...app, client_secret: 'wrong' }, refresh)).status,
    (await bank.call('GET', '/banking/products', { key })).status,
    (await bank.call('GET', '/banking/products')).status,
    (await bank.askToken(app, refresh)).status,
  ];
  expect(statuses).toEqual([403, 403, 401, 429, 429, 429]);
  await bank.stop();
  expect(readdirSync(temporary.path)).toEqual([]);
  temporary.remove();
});

describe.each(['SIGTERM', 'SIGKILL'] as const)(
  'after %s in the middle of transfers digital-banking',
  (signal) => {
    it('has what it answered with 2xx and no half of anything, and shows no secret again', async () => {
      const env = { DATA_DIR: join(folder.path, signal) };
      const first = await startHere(env);
      const { demo, confidentialApp: app } = first;
      const token = await first.tokenOf(app, first.userOf('account-owner'), allScopes);
      const { transfer, balances } = ordersOf(first, token);
      const revoked = `/api-keys/${first.publicApp.api_key_id}/revoke`;
      expect((await first.administer('POST', revoked)).status).toBe(200);
      const [from = 0, to = 0] = await balances();
      let answered = 0;
      const count = (status: number) => {
        if (status === 201) answered += 1;
      };
      const running = Array.from({ length: 200 }, () => transfer('0.01').then(count, () => {}));
      await until('some are answered', 5000, () => answered > 20);
      const { code, stderr } = await first.stop(signal);
      await Promise.all(running);
      if (signal === 'SIGTERM') expect([code, stderr]).toEqual([0, '']);

      const second = bankOf(await startHere({ ...env, PORT: String(first.port) }), demo);
      expect(JSON.parse(second.announcement).demo).toEqual(withoutSecrets(demo));
      const [left = 0, arrived = 0] = await ordersOf(second, token).balances();
      expect(arrived - to).toBe(from - left);
      expect(from - left).toBeGreaterThanOrEqual(answered);
      const { api_key: key } = first.publicApp;
      expect((await second.call('GET', '/banking/products', { key })).status).toBe(403);
      const usage = await second.administer('GET', `/api-keys/${app.api_key_id}/usage`);
      const { usage: counts } = await jsonOf<{ usage: { operation: string; calls: number }[] }>(usage);
      const counted = counts.find(({ operation }) => operation === 'POST /banking/transfers')?.calls;
      // What a killed process had not written yet is lost; what a stopped one counted is there.
      if (signal === 'SIGTERM') expect([counted, from - left]).toEqual([answered, answered]);
      const modes = readdirSync(env.DATA_DIR).map((file) => statSync(join(env.DATA_DIR, file)).mode & 0o777);
      expect(modes).toEqual(modes.map(() => 0o600));
    });
  },
);

describe('NODE_ENV=production', () => {
  it('refuses plain HTTP, sends HSTS', async () => {
    const issuer = { NODE_ENV: 'production', ISSUER: 'https://bank.example', TRUST_PROXY: 'loopback' };
    const bank = await startHere(issuer);
    const key = bank.publicApp.api_key;
    expect((await bank.call('GET', '/banking/products', { key })).status).toBe(403);
    const headers = { 'x-forwarded-proto': 'https' };
    const answer = await bank.call('GET', '/banking/products', { key, headers });
    expect([answer.status, answer.headers.get('strict-transport-security')]).toEqual([
      200,
      expect.stringMatching(/max-age=\d{7,}/),
    ]);
  });
});

/** Of two that start together each shows the secrets of what it entered itself. */
function merged(one: BankDemo, two: BankDemo): BankDemo {
  return {
    admin: { ...one.admin, ...two.admin },
    apps: one.apps.map((app, index) => ({ ...app, ...two.apps[index] })),
    users: one.users.map((user, index) => ({ ...user, ...two.users[index] })),
    applications: one.applications,
  };
}

describeWithPostgres('two instances', (postgres) => {
  /** @param propagationMs how soon one hears of what the other revoked */
  async function tryTogether(more: Environment, propagationMs: number): Promise<void> {
    const schema = await createSchema(postgres);
    onTestFinished(() => schema.drop());
    const shared = {
      DATABASE_URL: schema.url,
      PORTCULLIS_SECRET: 's'.repeat(40),
      ISSUER: 'http://127.0.0.1:1',
    };
    const [first, second] = await Promise.all([
      startHere({ ...shared, ...more }),
      startHere({ ...shared, ...more }),
    ]);
    const demo = merged(first.demo, second.demo);
    const [one, two] = [bankOf(first, demo), bankOf(second, demo)];
    const app = one.confidentialApp;
    const token = await one.tokenOf(app, one.userOf('account-owner'), allScopes);
    const statusAt = async ({ call }: Bank) =>
      (await call('GET', '/banking/accounts', { key: app.api_key, token })).status;
    expect([await statusAt(one), await statusAt(two), await statusAt(two)]).toEqual([200, 200, 200]);

    const [here, there] = [ordersOf(one, token), ordersOf(two, token)];
    const [cents = 0] = await here.balances();
    const part = `${Math.floor(cents / 1000)}.00`;
    const statuses = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? here : there).transfer(part)),
    );
    expect([...new Set(statuses)].sort()).toEqual([201, 422]);
    expect(await here.balances()).toEqual(await there.balances());
    expect((await here.balances())[0]).toBeGreaterThanOrEqual(0);

    const revoked = await two.administer('POST', `/api-keys/${app.api_key_id}/revoke`);
    expect([revoked.status, await statusAt(two)]).toEqual([200, 403]);
    await until('the other instance knows', propagationMs, async () => (await statusAt(one)) === 403);
  }

  it('share money and the word of a revoked key within a second', () => tryTogether({}, 1000));

  describeWithRedis('on PostgreSQL and Redis', (redis) => {
    it('share them within 250 ms', () => tryTogether({ REDIS_URL: redis }, 250));
  });
});
