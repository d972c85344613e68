import { expect, test, vi } from 'vitest';
import * as here from '../src/index.js';
import { createGuards, pass, type World } from './support/world.js';

/** As an app has it when two of its packages bring different releases of core. */
async function importCopy(): Promise<typeof here> {
  vi.resetModules();
  const copy = await import('../src/index.js');
  expect(copy.SecurityError).not.toBe(here.SecurityError);
  return copy;
}

const world: World = {
  tokenFor: 'neither',
  token: { client: 'c', scopes: ['b'] },
  key: 'absent',
  certificate: 'absent',
  later: false,
};

test('two copies of core know each other: errors, principals, guards and what they remember', async () => {
  const copy = await importCopy();
  const create = createGuards(world);
  const [token, key, scopeA] = [create('first'), create('key'), create('scope a')];

  expect(copy.isSecurityError(new here.UnauthenticatedError('m'))).toBe(true);
  expect(copy.isGuard(token)).toBe(true);
  // A guard of the copy, made of parts of the original, reads principals and errors of the original.
  expect((await pass([copy.allOf(token)])).principal?.scopes).toEqual(['b']);
  expect((await pass([copy.allOf(token, key)])).status).toBe(401);
  expect((await pass([token, copy.allOf(scopeA)])).status).toBe(403);
  // What the original let go, the copy asks for.
  expect((await pass([token, here.optional(key), copy.allOf(scopeA)])).status).toBe(401);
});
