import { gzipSync } from 'node:zlib';
import { ServiceUnavailableError } from '@portcullis/core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeySet } from '../src/key-set.js';
import { createRemoteKeySet, type RemoteKeySetOptions } from '../src/remote-key-set.js';
import { generateSigningKey, type SigningKey } from '../src/signing-key.js';
import { json, type KeyServer, startKeyServer } from './support/key-server.js';
import { createStubClock, type StubClock } from './support/stub-clock.js';

let one: SigningKey;
let two: SigningKey;
let server: KeyServer;
let clock: StubClock;
let keys: KeySet;

const open = (options: Partial<RemoteKeySetOptions> = {}) =>
  createRemoteKeySet({ url: server.jwksUrl, algorithms: ['ES256'], clock, ...options });
const publish = (...published: SigningKey[]) => json({ keys: published.map(({ publicJwk }) => publicJwk) });
const fail: KeyServer['answer'] = (_req, res) => res.writeHead(500).end();
const find = async (kid: string | undefined = one.kid) => keys.find(kid, 'ES256');
const refused = async (kid?: string): Promise<ServiceUnavailableError> => {
  const error = await find(kid).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ServiceUnavailableError);
  return error;
};

beforeAll(async () => {
  one = await generateSigningKey('ES256');
  two = await generateSigningKey('ES256');
});
beforeEach(async () => {
  server = await startKeyServer(publish(one));
  clock = createStubClock();
  keys = open();
});
afterEach(async () => {
  keys.close();
  await server.stop();
});

describe('createRemoteKeySet', () => {
  it.each<[string, object, RegExp]>([
    ['no url', { url: undefined }, /url is missing/],
    [
      'plain http to elsewhere',
      { url: 'http://issuer.example/jwks' },
      /url is http:\/\/issuer.example, must be https/,
    ],
    ['no algorithms', { algorithms: [] }, /algorithms is missing/],
    ['an HMAC', { algorithms: ['HS256'] }, /algorithm is HS256/],
    ['a mistyped option', { maxStale: 1 }, /unknown option "maxStale"/],
    ['a pause of nothing', { cooldownSeconds: 0 }, /cooldownSeconds is 0, must be a positive number/],
    [
      'a deadline that never comes',
      { timeoutSeconds: Number.POSITIVE_INFINITY },
      /timeoutSeconds is Infinity/,
    ],
    ['a bound that is text', { maxStaleSeconds: '60' }, /maxStaleSeconds is 60/],
    ['a refresh after the end', { refreshSeconds: 61, maxStaleSeconds: 60 }, /refreshSeconds is longer/],
  ])('does not start with %s', (_what, options, message) => {
    expect(() => open(options)).toThrow(TypeError);
    expect(() => open(options)).toThrow(message);
  });

  describe('answers 503 when what comes is not a key set:', () => {
    const html = '<!doctype html><title>Sign in</title>';
    const set = () => JSON.stringify({ keys: [one.publicJwk] });
    const typed = (type: string, body: string | Buffer, headers = {}): KeyServer['answer'] => {
      return (_req, res) => res.writeHead(200, { 'content-type': type, ...headers }).end(body);
    };
    it.each<[string, () => KeyServer['answer']]>([
      ['500', () => fail],
      ['404', () => (_req, res) => res.writeHead(404, { 'content-type': 'application/json' }).end(set())],
      ['204', () => (_req, res) => res.writeHead(204).end()],
      ['206', () => (_req, res) => res.writeHead(206, { 'content-type': 'application/json' }).end(set())],
      ['HTML', () => typed('text/html', html)],
      ['HTML that calls itself JSON', () => typed('application/json', html)],
      ['keys that call themselves text', () => typed('text/plain', set())],
      ['no type', () => (_req, res) => res.writeHead(200).end(set())],
      ['an empty body', () => typed('application/json', '')],
      ['half a document', () => typed('application/json', set().slice(0, -5))],
      [
        'bytes that are not UTF-8',
        () => typed('application/json', Buffer.from('{"keys":["\xff"]}', 'latin1')),
      ],
      ['a list', () => json([])],
      ['null', () => json(null)],
      ['no list of keys', () => json({ keys: { kty: 'EC' } })],
      ['no keys', () => json({ keys: [] })],
      ['no key that can be used', () => json({ keys: [null, 1, {}, { ...one.publicJwk, use: 'enc' }] })],
      ['a huge document', () => typed('application/json', `${set()}${' '.repeat(600 * 1024)}`)],
      [
        'a document that becomes huge',
        () =>
          typed('application/json', gzipSync(`${set()}${' '.repeat(9e6)}`), { 'content-encoding': 'gzip' }),
      ],
      ['a connection that breaks', () => (req) => req.socket.destroy()],
      [
        'a body that breaks off',
        () => (req, res) => {
          res.writeHead(200, { 'content-type': 'application/json', 'content-length': 9999 });
          res.write(set(), () => req.socket.destroy());
        },
      ],
    ])('%s', async (_what, answer) => {
      server.answer = answer();
      const error = await refused();
      expect(error).toMatchObject({ status: 503, reason: 'keys_unavailable' });
      expect(error.headers['Retry-After']).toMatch(/^[1-9]\d*$/);
      expect(error.cause).toBeInstanceOf(Error);
    });
  });

  it('does not follow a redirect, not even to good keys', async () => {
    server.answer = (req, res) => {
      if (req.url === '/good') publish(one)(req, res);
      else res.writeHead(302, { location: '/good' }).end();
    };
    await refused();
    expect(server.requests).toEqual(['/jwks']);
  });

  it('answers 503 when nobody listens', async () => {
    await server.stop();
    expect((await refused()).cause).toBeInstanceOf(Error);
  });

  it.each<[string, KeyServer['answer']]>([
    ['never answers', () => {}],
    [
      'never ends its answer',
      (_req, res) => void res.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    ],
  ])('answers 503 at its deadline when the issuer %s', async (_what, answer) => {
    server.answer = answer;
    keys = open({ timeoutSeconds: 0.05 });
    expect(String((await refused()).cause)).toContain('No answer within 0.05 seconds');
  });

  it('takes keys of both media types, with parameters', async () => {
    for (const type of ['application/jwk-set+json', 'application/JSON; charset=utf-8']) {
      server.answer = json({ keys: [one.publicJwk] }, type);
      keys = open();
      expect(await find()).toMatchObject({ kid: one.kid });
    }
  });

  it('leaves out of a set what cannot be used, and uses the rest', async () => {
    const encryption = { ...two.publicJwk, use: 'enc' };
    server.answer = json({
      keys: ['x', { kty: 'AKP', kid: 'z' }, { kty: 'oct', k: 'AQ' }, encryption, one.publicJwk],
    });
    expect(await find()).toMatchObject({ kid: one.kid, algorithm: 'ES256' });
    expect(await find(two.kid)).toBeUndefined();
    expect(await find(undefined)).toMatchObject({ kid: one.kid });
  });

  it('trusts neither of two keys that claim one kid, and still the others', async () => {
    const thief = { ...two.publicJwk, kid: one.kid };
    server.answer = json({ keys: [one.publicJwk, thief, two.publicJwk] });
    expect(await find()).toBeUndefined();
    expect(await find(two.kid)).toMatchObject({ kid: two.kid });
    expect(await find(undefined)).toBeUndefined();
  });

  it('answers at once, without a promise, when the key is at hand', async () => {
    await find();
    expect(keys.find(one.kid, 'ES256')).toMatchObject({ kid: one.kid });
    expect(server.requests).toHaveLength(1);
  });

  it('fetches once for fifty tokens that come at the same time', async () => {
    const found = await Promise.all(Array.from({ length: 50 }, () => find()));
    expect(new Set(found)).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  it('fetches once per cool-down in a storm of unknown kids', async () => {
    await find();
    clock.advance(10);
    const storm = () => Promise.all(Array.from({ length: 200 }, (_, nth) => find(`unknown-${nth}`)));
    expect(new Set(await storm())).toEqual(new Set([undefined]));
    expect(await storm()).toHaveLength(200);
    clock.advance(9.9);
    await storm();
    expect(server.requests).toHaveLength(2);
    clock.advance(0.1);
    await storm();
    expect(server.requests).toHaveLength(3);
  });

  it('finds a key that was published after the last fetch, once the cool-down is over', async () => {
    await find();
    server.answer = publish(one, two);
    expect(await find(two.kid)).toBeUndefined();
    clock.advance(10);
    expect(await find(two.kid)).toMatchObject({ kid: two.kid });
  });

  it('waits longer after each failure, up to the cool-down, and answers 503 meanwhile without asking', async () => {
    server.answer = fail;
    const pauses = [];
    for (let round = 0; round < 6; round += 1) {
      const { retryAfterSeconds } = await refused();
      expect((await refused()).retryAfterSeconds).toBe(retryAfterSeconds);
      pauses.push(retryAfterSeconds);
      clock.advance(retryAfterSeconds);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 10, 10]);
    expect(server.requests).toHaveLength(6);
  });

  it('recovers by itself, and forgets how often it failed', async () => {
    server.answer = fail;
    await refused();
    clock.advance(1);
    expect((await refused()).retryAfterSeconds).toBe(2);
    server.answer = publish(one);
    clock.advance(2);
    expect(await find()).toMatchObject({ kid: one.kid });
    server.answer = fail;
    clock.advance(10);
    expect((await refused(two.kid)).retryAfterSeconds).toBe(1);
  });

  it('says 503, not 401, of an unknown kid when the issuer could not be asked', async () => {
    await find();
    server.answer = fail;
    clock.advance(10);
    await refused(two.kid);
    await refused(two.kid);
    expect(await find()).toMatchObject({ kid: one.kid });
  });

  it('refreshes in the background: the old key answers at once, a withdrawn one soon no more', async () => {
    await find();
    server.answer = publish(two);
    clock.advance(600);
    expect(keys.find(one.kid, 'ES256')).toMatchObject({ kid: one.kid });
    // Joins the fetch that the line above has started.
    expect(await find(two.kid)).toMatchObject({ kid: two.kid });
    expect(await find()).toBeUndefined();
    expect(server.requests).toHaveLength(2);
  });

  it('gives the same object for a key that stays, and another one for a new key of the same kid', async () => {
    const before = await find();
    clock.advance(10);
    await find(two.kid);
    expect(server.requests).toHaveLength(2);
    expect(await find()).toBe(before);
    server.answer = json({ keys: [{ ...two.publicJwk, kid: one.kid }] });
    clock.advance(10);
    await find(two.kid);
    expect(await find()).toMatchObject({ kid: one.kid });
    expect(await find()).not.toBe(before);
  });

  it('takes an emptied set at its word: 503, although keys were there before', async () => {
    await find();
    server.answer = json({ keys: [] });
    clock.advance(10);
    await refused(two.kid);
    await refused();
  });

  it('uses old keys while the issuer is away, up to the stated bound and not a millisecond longer', async () => {
    keys = open({ maxStaleSeconds: 900 });
    await find();
    await server.stop();
    clock.advance(899.999);
    expect(keys.find(one.kid, 'ES256')).toMatchObject({ kid: one.kid });
    clock.advance(0.001);
    await refused();
  });

  it('says 503 of stale keys even where the cool-down is longer than the bound', async () => {
    keys = open({ refreshSeconds: 1, maxStaleSeconds: 2, cooldownSeconds: 60 });
    await find();
    clock.advance(3);
    expect((await refused()).retryAfterSeconds).toBe(57);
  });

  it('keeps to the bound when the clock is set back', async () => {
    keys = open({ maxStaleSeconds: 900 });
    await find();
    await server.stop();
    clock.advance(500);
    expect(keys.find(one.kid, 'ES256')).toBeDefined();
    clock.advance(-3600);
    expect(keys.find(one.kid, 'ES256')).toBeDefined();
    clock.advance(400);
    await refused();
  });

  it('fetches nothing after close, and ends what is under way', async () => {
    server.answer = () => keys.close();
    await refused();
    clock.advance(60);
    await refused();
    expect(server.requests).toHaveLength(1);
  });
});
