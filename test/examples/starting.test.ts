import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../support/serve.js';
import { type Environment, runStart, startExample } from '../support/start-example.js';

const secret = 's'.repeat(40);
const production = { NODE_ENV: 'production', ISSUER: 'https://gateway.example' };

let folder: string;

/** An insurance gateway that ends with the test at the latest. */
async function startHere(env?: Environment) {
  const example = await startExample('insurance-gateway', env);
  onTestFinished(async () => {
    await example.stop();
  });
  return example;
}

// The first start may have to set the machine up, and says so on stderr.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-starting-'));
  expect((await runStart(['--help'])).code).toBe(0);
  await runStart(['insurance-gateway'], { PORT: 'abc' });
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('a wrong value ends the start: exit 1, one line on stderr that names it, nothing on stdout', () => {
  const refused: readonly (readonly [env: Environment, line: RegExp])[] = [
    [{ PORT: 'abc' }, /PORT="abc"/],
    [{ HOST: '203.0.113.7' }, /HOST="203\.0\.113\.7"/],
    [{ ISSUER: 'http://gateway.example' }, /ISSUER="http:\/\/gateway\.example".*https/],
    [{ DATA_DIR: '/dev/null/data' }, /DATA_DIR="\/dev\/null\/data"/],
    [{ ACCESS_TOKEN_SECONDS: '0' }, /ACCESS_TOKEN_SECONDS="0"/],
    [{ TRUST_PROXY: 'everybody' }, /TRUST_PROXY="everybody"/],
    [{ FAILURE_LIMIT_PER_ADDRESS: '0' }, /FAILURE_LIMIT_PER_ADDRESS="0"/],
    [{ PORTCULLIS_SECRET: `${secret},hunter2` }, /PORTCULLIS_SECRET="7 bytes"/],
    [
      { DATABASE_URL: 'mysql://me:hunter2@127.0.0.1/x', PORTCULLIS_SECRET: secret },
      /DATABASE_URL="mysql:\/\/me/,
    ],
    [{ DATABASE_URL: 'postgres://me:hunter2@127.0.0.1/x' }, /PORTCULLIS_SECRET=""/],
    [
      { DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:9/x?password=hunter2', PORTCULLIS_SECRET: secret },
      /DATABASE_URL="postgres:\/\/me.*@127\.0\.0\.1:9\/x"/,
    ],
    [{ REDIS_URL: 'http://me:hunter2@127.0.0.1' }, /REDIS_URL="http:\/\/me/],
    [{ NODE_ENV: 'production' }, /ISSUER=""/],
    [
      { NODE_ENV: 'production', ISSUER: 'http://127.0.0.1:3000' },
      /ISSUER="http:\/\/127\.0\.0\.1:3000".*https/,
    ],
  ];

  it.concurrent.each(refused)('%j', async (env, line) => {
    const { code, stdout, stderr } = await runStart(['insurance-gateway', '--json'], env);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toMatch(line);
    expect(stderr).not.toMatch(/hunter2|:\d+:\d+|node_modules|s{40}/);
  });

  const run = (env: Environment) => runStart(['insurance-gateway', '--json'], env);

  it('a port that is taken', async () => {
    const taken = await serve(() => undefined);
    const { code, stdout, stderr } = await run({ PORT: String(taken.port) });
    await taken.close();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^[^\\n]*PORT="${taken.port}"[^\\n]*\\n$`));
  });

  it('a database that takes the connection and never answers', async () => {
    const stalled = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(stalled, 'listening');
    const { port } = stalled.address() as AddressInfo;
    const { code, stdout, stderr } = await run({
      DATABASE_URL: `postgres://me:hunter2@127.0.0.1:${port}/x`,
      PORTCULLIS_SECRET: secret,
    });
    stalled.close();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^[^\n]*DATABASE_URL="postgres:\/\/me:\*\*\*@[^\n]*\n$/);
  });

  it('a secret that does not open what is stored', async () => {
    const data = join(folder, 'sealed');
    const first = await startHere({ DATA_DIR: data, PORTCULLIS_SECRET: secret });
    await first.stop();
    const other = { DATA_DIR: data, PORTCULLIS_SECRET: 'another-'.repeat(5) };
    const { code, stdout, stderr } = await run(other);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^[^\n]*PORTCULLIS_SECRET[^\n]*\n$/);
    expect(stderr).not.toMatch(/another-|s{40}/);
    const rotated = { ...other, PORTCULLIS_SECRET: `${other.PORTCULLIS_SECRET},${secret}` };
    expect((await (await startHere(rotated)).stop()).code).toBe(0);
  });
});

describe('names and flags', () => {
  it('--help lists the examples: exit 0', async () => {
    const { code, stdout, stderr } = await runStart(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('insurance-gateway (default)');
    for (const name of ['merchant-payments', 'quickstart']) expect(stdout).toContain(name);
  });

  it.each([
    ['no-such-example'],
    ['../host'],
    ['__proto__'],
    ['host'],
    ['--no-such-flag'],
    ['quickstart insurance-gateway'],
  ])('exit 1 and the list on stderr: %s', async (args) => {
    const { code, stdout, stderr } = await runStart(args.split(' '));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('insurance-gateway (default)');
    expect(stderr).not.toMatch(/:\d+:\d+/);
  });
});

describe('files', () => {
  it('are private: folder 0700, secret and database 0600', async () => {
    const data = join(folder, 'private');
    await startHere({ DATA_DIR: data });
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
    const files = readdirSync(data, { withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toContain('secret');
    expect([data, ...files.map(({ name }) => join(data, name))].map(modeOf)).toEqual([
      '700',
      ...files.map(() => '600'),
    ]);
    expect(readFileSync(join(data, 'secret'), 'utf8').length).toBeGreaterThanOrEqual(32);
  });

  it('DATA_DIR=:memory: keeps nothing', async () => {
    const temporary = join(folder, 'memory');
    mkdirSync(temporary);
    const example = await startHere({ DATA_DIR: ':memory:', TMPDIR: temporary });
    expect(readdirSync(temporary)).toHaveLength(1);
    expect((await example.stop()).code).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('are made anew, with other secrets, where the store is new', async () => {
    const [one, other] = await Promise.all([startHere(), startHere()]);
    const secretsOf = ({ announcement }: { announcement: string }) =>
      announcement.match(/"client_secret":"[^"]+"/g) ?? [];
    expect(new Set([...secretsOf(one), ...secretsOf(other)]).size).toBe(8);
  });
});

describe('ISSUER', () => {
  it('is the issuer, whatever address the server listens on', async () => {
    const example = await startHere({ ISSUER: 'https://gateway.example/partners' });
    const metadata = await fetch(`${example.url}/.well-known/oauth-authorization-server/partners`);
    expect(await metadata.json()).toMatchObject({
      issuer: 'https://gateway.example/partners',
      token_endpoint: 'https://gateway.example/partners/oauth/token',
    });
  });
});

describe('NODE_ENV=production', () => {
  const statusOf = async (url: string, headers = {}) => {
    const response = await fetch(`${url}/api/claims/messages`, { method: 'POST', headers });
    return [response.status, response.headers.get('strict-transport-security')];
  };

  it('refuses plain HTTP with 403 and takes the word of nobody', async () => {
    const { url } = await startHere(production);
    expect(await statusOf(url)).toEqual([403, null]);
    expect(await statusOf(url, { 'x-forwarded-proto': 'https' })).toEqual([403, null]);
    expect(await statusOf(url, { forwarded: 'proto=https' })).toEqual([403, null]);
    const metadata = await fetch(`${url}/.well-known/oauth-authorization-server`);
    expect(await metadata.json()).toMatchObject({ status: 403, error: 'tls_required' });
    expect(metadata.headers.get('cache-control')).toBe('no-store');
  });

  it('takes the word of a trusted proxy: HSTS is sent, failures are counted by the address that it names', async () => {
    const trusted = { TRUST_PROXY: 'loopback', FAILURE_LIMIT_PER_ADDRESS: '2' };
    const { url } = await startHere({ ...production, ...trusted });
    expect(await statusOf(url)).toEqual([403, null]);
    expect(await statusOf(url, { 'x-forwarded-proto': 'http' })).toEqual([403, null]);
    expect(await statusOf(url, { 'x-forwarded-proto': 'https, http' })).toEqual([403, null]);
    expect(await statusOf(url, { 'x-forwarded-proto': 'https' })).toEqual([
      401,
      expect.stringMatching(/max-age=\d{7,}/),
    ]);
    const guessFrom = async (address: string) => {
      const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': address };
      const body = new URLSearchParams({ client_id: 'guess', client_secret: 'wrong' });
      return (await fetch(`${url}/oauth/token`, { method: 'POST', headers, body })).status;
    };
    const one = [
      await guessFrom('203.0.113.1'),
      await guessFrom('203.0.113.1'),
      await guessFrom('203.0.113.1'),
    ];
    expect(one).toEqual([401, 401, 429]);
    expect(await guessFrom('203.0.113.2')).toBe(401);
  });
});
