import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import type { Served } from '../../../test/support/serve.js';
import {
  allOf,
  anyOf,
  createPrincipal,
  defineGuard,
  ForbiddenError,
  type Guard,
  optional,
  type Scheme,
  SecurityError,
} from '../src/index.js';
import { credential, fakeScheme } from './support/fake-scheme.js';
import { mount } from './support/mount.js';
import { thenable } from './support/thenable.js';

const good = { 'x-token': '{"scopes":["a"]}' };
const closing: Served[] = [];
afterEach(async () => {
  for (const served of closing.splice(0)) await served.close();
});

const foreign = createPrincipal(credential('token'), fakeScheme());
const fail = (error = new Error('hostile')): never => {
  throw error;
};
const hostileGifts: readonly (readonly [string, () => unknown])[] = [
  ['true', () => true],
  ['null', () => null],
  ['a text', () => 'principal'],
  ['an empty object', () => ({})],
  ['a principal by hand', () => ({ ...foreign })],
  ['a principal of another scheme', () => foreign],
  ['a promise of true', async () => true],
  ['a promise of a principal of another scheme', async () => foreign],
  ['an error that is returned', () => new ForbiddenError('m', { reason: 'missing_role' })],
  ['a promise that rejects with undefined', () => Promise.reject(undefined)],
  ['a promise that rejects with a text', () => Promise.reject('route')],
  ['a then that cannot be read', () => Object.defineProperty({}, 'then', { get: () => fail() })],
  ['a thenable that throws', () => thenable(() => fail())],
  [
    'a thenable that settles twice',
    () =>
      thenable((resolve, reject) => {
        reject(new Error('hostile'));
        resolve(undefined);
      }),
  ],
];

describe.each(bothExpresses)('a scheme on %s', (_name, express) => {
  const mounted = async (...guards: readonly Guard[]) => {
    const app = await mount(express, guards);
    closing.push(app);
    return app;
  };

  test.each(hostileGifts)(
    'lets nobody through, and is a bug, when it gives %s',
    async (_what, authenticate) => {
      const scheme = { ...fakeScheme(), authenticate } as Scheme;
      const leaf = defineGuard('hostile', scheme);
      for (const guard of [
        leaf,
        allOf(leaf),
        optional(leaf),
        anyOf(leaf, defineGuard('other', fakeScheme({ header: 'x-key' }))),
      ]) {
        const app = await mounted(guard);
        expect((await app.get({ 'x-key': '{}' })).status).toBe(500);
        expect(app.handled).toBe(0);
        expect(app.errors).toHaveLength(1);
        expect(app.errors[0]).toBeInstanceOf(Error);
      }
    },
  );

  test.each([[undefined], [null], [''], [0], ['route'], ['router'], [Symbol('s')], [{}]])(
    'lets nobody through when it throws %s',
    async (thrown) => {
      const authenticate = () => {
        throw thrown;
      };
      const app = await mounted(defineGuard('hostile', { ...fakeScheme(), authenticate }));
      expect((await app.get()).status).toBe(500);
      expect(app.errors).toMatchObject([
        { message: 'Cannot let request through: hostile threw something that is not an error' },
      ]);
      expect(app.handled).toBe(0);
    },
  );

  test('ends the search when it says itself that its credential is of another client', async () => {
    const mismatch = new ForbiddenError('m', { reason: 'credential_mismatch', code: 'credential_mismatch' });
    const other = defineGuard('other', fakeScheme({ header: 'x-key' }));
    for (const authenticate of [() => Promise.reject(mismatch), () => fail(mismatch)]) {
      const app = await mounted(anyOf(defineGuard('bound', { ...fakeScheme(), authenticate }), other));
      const answer = await app.get({ 'x-key': '{}' });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([403, null]);
      expect(app.handled).toBe(0);
    }
  });

  test('runs once in a guard, and not again when the principal stands on it', async () => {
    for (const later of [false, true]) {
      const token = fakeScheme({ later });
      const key = fakeScheme({ kind: 'apiKey', header: 'x-key', later });
      const never = defineGuard('never', { check: () => false });
      const [guardOfToken, guardOfKey] = [defineGuard('token', token), defineGuard('key', key)];
      const repeated = anyOf(
        allOf(guardOfToken, never),
        allOf(guardOfKey, never),
        allOf(guardOfKey, guardOfToken),
      );
      const app = await mounted(repeated, guardOfToken, allOf(guardOfToken, guardOfKey));
      expect((await app.get({ ...good, 'x-key': '{}' })).status).toBe(200);
      expect([token.runs, key.runs]).toEqual([1, 1]);
    }
  });

  test('runs once also when it refused, or found nothing', async () => {
    const token = fakeScheme();
    const leaf = defineGuard('token', token);
    const pair = (name: string) =>
      allOf(leaf, defineGuard(name, fakeScheme({ kind: 'apiKey', header: name })));
    const app = await mounted(anyOf(pair('x-one'), pair('x-two'), pair('x-three')));
    await app.get({ 'x-token': 'bad' });
    expect(token.runs).toBe(1);
    await app.get();
    expect(token.runs).toBe(2);
  });

  test.each([
    [401, 'Silent realm="test"'],
    [403, null],
    [400, null],
  ])(
    'RFC 9110 §15.5.2: that knows no challenge for its error gives a bare one with %d: %s',
    async (status, line) => {
      const refusal = new SecurityError('m', { status, reason: 'app:strange' });
      const challenges = (error?: SecurityError) => (error === undefined ? ['Silent realm="test"'] : []);
      const app = await mounted(
        defineGuard('silent', { ...fakeScheme(), challenges, authenticate: () => fail(refusal) }),
      );
      const answer = await app.get();
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([status, line]);
    },
  );

  describe('of several that read one slot', () => {
    const slot = 'authorization';
    const starts = (word: string) => (req: IncomingMessage) => req.headers['x-kind'] === word;
    const create = () => {
      const basic = fakeScheme({ slot, challenge: 'Basic', recognises: starts('basic') });
      const bearer = fakeScheme({ slot, challenge: 'Bearer', recognises: starts('bearer') });
      const guard = anyOf(defineGuard('basic', basic), defineGuard('bearer', bearer));
      return { basic, bearer, guard };
    };

    test('only the first that recognises runs, and a failure does not fall through', async () => {
      const { basic, bearer, guard } = create();
      const app = await mounted(guard);
      expect((await app.get({ ...good, 'x-kind': 'bearer' })).status).toBe(200);
      expect([basic.runs, bearer.runs]).toEqual([0, 1]);
      const refused = await app.get({ 'x-token': 'bad', 'x-kind': 'basic' });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toBe(
        'Basic realm="test", error="invalid_token", Bearer realm="test"',
      );
      expect([basic.runs, bearer.runs]).toEqual([1, 1]);
    });

    test('the first one runs when none recognises', async () => {
      const { basic, bearer, guard } = create();
      const app = await mounted(guard);
      expect((await app.get()).status).toBe(401);
      expect([basic.runs, bearer.runs]).toEqual([1, 0]);
    });

    test('the one that vouched in an earlier guard is not asked to recognise again', async () => {
      const { basic, bearer, guard } = create();
      const app = await mounted(defineGuard('bearer', bearer), guard);
      expect((await app.get({ ...good, 'x-kind': 'basic' })).status).toBe(200);
      expect([basic.runs, bearer.runs]).toEqual([0, 1]);
    });

    test('one that changes its mind about recognising does not let the others run', async () => {
      let asked = 0;
      const fickle = fakeScheme({ slot, challenge: 'Fickle', recognises: () => asked++ === 0 });
      const second = fakeScheme({ slot, challenge: 'Second', recognises: () => true });
      const app = await mounted(anyOf(defineGuard('fickle', fickle), defineGuard('second', second)));
      expect((await app.get({ 'x-token': 'bad' })).status).toBe(401);
      expect([fickle.runs, second.runs]).toEqual([1, 0]);
    });

    test('two that speak of one place under one name challenge once', async () => {
      const one = fakeScheme({ slot, challenge: 'Bearer', recognises: starts('one') });
      const other = fakeScheme({ slot, challenge: 'Bearer', recognises: starts('other') });
      const app = await mounted(anyOf(defineGuard('one', one), defineGuard('other', other)));
      expect((await app.get()).headers.get('www-authenticate')).toBe('Bearer realm="test"');
      expect((await app.get({ 'x-token': 'bad', 'x-kind': 'other' })).headers.get('www-authenticate')).toBe(
        'Bearer realm="test", error="invalid_token"',
      );
    });
  });
});
