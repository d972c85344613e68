import { afterEach, describe, expect, test } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import type { Served } from '../../../test/support/serve.js';
import { allOf, anyOf, defineGuard, type Guard, type Requirement } from '../src/index.js';
import { fakeScheme } from './support/fake-scheme.js';
import { mount } from './support/mount.js';
import { thenable } from './support/thenable.js';

const good = { 'x-token': '{"scopes":["a"]}' };
const closing: Served[] = [];
afterEach(async () => {
  for (const served of closing.splice(0)) await served.close();
});

const hostileAnswers: readonly (readonly [string, () => unknown])[] = [
  ['the text true', () => 'true'],
  ['1', () => 1],
  ['an object', () => ({})],
  ['an array', () => [true]],
  ['new Boolean(true)', () => Object(true)],
  ['undefined', () => undefined],
  ['null', () => null],
  ['a function', () => () => true],
  ['a promise of 1', async () => 1],
  ['a promise of the text true', async () => 'true'],
  ['a promise of undefined', async () => undefined],
  ['a promise of an object that is true', async () => Object(true)],
  ['a promise that rejects', () => Promise.reject(new Error('hostile'))],
  ['a promise that rejects with undefined', () => Promise.reject(undefined)],
  [
    'a thenable that throws after it gave undefined',
    () =>
      thenable((resolve) => {
        resolve(undefined);
        throw new Error('hostile');
      }),
  ],
  [
    'a thenable that gives a text and then true',
    () =>
      thenable((resolve) => {
        resolve('true');
        resolve(true);
      }),
  ],
];
const thrown: readonly unknown[] = [
  new Error('hostile'),
  undefined,
  null,
  '',
  0,
  'route',
  'router',
  Symbol('s'),
  true,
];

describe.each(bothExpresses)('a requirement on %s', (_name, express) => {
  const token = defineGuard('token', fakeScheme());
  const asking = (check: () => unknown) => defineGuard('hostile', { check } as Requirement);
  const mounted = async (...guards: readonly Guard[]) => {
    const app = await mount(express, guards);
    closing.push(app);
    return app;
  };
  const expectBug = async (requirement: Guard) => {
    const yes = defineGuard('yes', { check: () => true });
    for (const guards of [
      [token, requirement],
      [allOf(token, requirement)],
      [token, anyOf(requirement, yes)],
    ]) {
      const app = await mounted(...guards);
      expect((await app.get(good)).status).toBe(500);
      expect(app.handled).toBe(0);
      expect(app.errors).toHaveLength(1);
      expect(app.errors[0]).toBeInstanceOf(Error);
    }
  };

  test.each(hostileAnswers)('lets nobody through, and is a bug, when it answers %s', async (_what, check) => {
    await expectBug(asking(check));
  });

  test.each(thrown.map((value) => [String(value), value]))(
    'lets nobody through when it throws %s',
    async (_what, value) => {
      const check = () => {
        throw value;
      };
      await expectBug(asking(check));
    },
  );

  test('says which requirement stands without a scheme before it, and where to put one', async () => {
    const app = await mounted(asking(() => true));
    expect((await app.get(good)).status).toBe(500);
    expect(app.errors).toMatchObject([
      {
        message:
          'Cannot check hostile: no scheme ran before it; mount one in front of it, or put both into allOf',
      },
    ]);
  });

  test('is waited for', async () => {
    for (const [answer, status] of [
      [true, 200],
      [false, 403],
    ] as const) {
      const app = await mounted(
        token,
        asking(() => Promise.resolve(answer)),
      );
      expect((await app.get(good)).status).toBe(status);
    }
  });

  test('sees the principal and the request', async () => {
    const seen: unknown[] = [];
    const guard = defineGuard('spy', {
      check(principal, req) {
        seen.push(principal.scopes, req.url);
        return true;
      },
    });
    await (await mounted(token, guard)).get(good);
    expect(seen).toEqual([['a'], '/']);
  });
});
