import { describe, expect, it } from 'vitest';
import { readSettings } from '../src/settings.js';

const secret = 's'.repeat(32);

describe('readSettings refuses', () => {
  const refused: readonly [Record<string, string>, RegExp][] = [
    [{ PORT: 'abc' }, /PORT="abc"/],
    [{ PORT: '70000' }, /PORT="70000"/],
    [{ PORT: '-1' }, /PORT="-1"/],
    [{ PORT: '3000.5' }, /PORT="3000.5"/],
    [{ ACCESS_TOKEN_SECONDS: '0' }, /ACCESS_TOKEN_SECONDS="0".*from 1 to 3600/],
    [{ ACCESS_TOKEN_SECONDS: '3601' }, /ACCESS_TOKEN_SECONDS="3601"/],
    [{ FAILURE_LIMIT_PER_ADDRESS: 'many' }, /FAILURE_LIMIT_PER_ADDRESS="many"/],
    [{ ISSUER: 'gateway' }, /ISSUER="gateway"/],
    [{ ISSUER: 'http://gateway.example' }, /ISSUER="http:\/\/gateway.example".*https/],
    [{ ISSUER: 'https://gateway.example/?a=b' }, /ISSUER=/],
    [{ NODE_ENV: 'production' }, /ISSUER=""/],
    [{ NODE_ENV: 'production', ISSUER: 'http://127.0.0.1:3000' }, /ISSUER="http:\/\/127.0.0.1:3000"/],
    [{ TRUST_PROXY: 'everybody' }, /TRUST_PROXY="everybody"/],
    [{ TRUST_PROXY: '10.0.0.0/99' }, /TRUST_PROXY="10.0.0.0\/99"/],
    [{ DATABASE_URL: 'mysql://db', PORTCULLIS_SECRET: secret }, /DATABASE_URL="mysql:\/\/db"/],
    [{ DATABASE_URL: 'postgres://db/portcullis' }, /PORTCULLIS_SECRET=""/],
    [{ REDIS_URL: 'localhost' }, /REDIS_URL=/],
    [{ PORTCULLIS_SECRET: 'short' }, /PORTCULLIS_SECRET="5 bytes"/],
    [{ PORTCULLIS_SECRET: `${secret},short` }, /PORTCULLIS_SECRET="5 bytes"/],
  ];

  it.each(refused)('%j', (env, message) => {
    expect(() => readSettings(env, '.data')).toThrow(message);
  });

  it('a URL without telling its password', () => {
    const read = () => readSettings({ DATABASE_URL: 'mysql://me:hidden@db/x?password=hidden' }, '.data');
    expect(read).toThrow(/mysql:\/\/me:\*\*\*@db\/x"/);
    expect(read).not.toThrow(/hidden/);
  });
});

it('has a default for every variable', () => {
  expect(readSettings({}, '.data')).toEqual({
    port: 3000,
    host: '127.0.0.1',
    issuer: undefined,
    dataDir: '.data',
    databaseUrl: undefined,
    redisUrl: undefined,
    accessTokenSeconds: 300,
    trustProxy: false,
    failureLimitPerAddress: 300,
    secrets: [],
    production: false,
  });
});

it.each([
  ['true', true],
  ['1', 1],
  ['loopback, 10.0.0.0/8', ['loopback', '10.0.0.0/8']],
  ['::1', ['::1']],
])('takes TRUST_PROXY=%s as Express does', (text, value) => {
  expect(readSettings({ TRUST_PROXY: text }, '.data').trustProxy).toEqual(value);
});
