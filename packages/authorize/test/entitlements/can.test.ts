import { ForbiddenError, optional } from '@portcullis/core';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { can, type EntitlementOptions, type EntitlementSource } from '../../src/index.js';
import { absentKey, caller } from '../support/answer-to.js';
import { countingSource } from '../support/counting-source.js';
import { inHandler } from '../support/in-handler.js';

const user = caller('token');

describe('can', () => {
  const source = countingSource();
  it.each<[string, readonly unknown[], RegExp]>([
    [
      'no type',
      [undefined, 'mine', { source, action: 'read' }],
      /: resource type: a name is of type undefined/,
    ],
    ['no id', ['account', undefined, { source, action: 'read' }], /: the id is missing$/],
    ['an empty id', ['account', '', { source, action: 'read' }], /: the id is missing$/],
    ['no source', ['account', 'mine', { action: 'read' }], /: source has no function isEntitled$/],
    ['no action', ['account', 'mine', { source }], /: action: a name is of type undefined/],
    [
      'the option of a guard',
      ['account', 'mine', { source, action: 'read', hide: true }],
      /: unknown option "hide"/,
    ],
  ])('refuses %s', async (_what, given, message) => {
    const [type, id, options] = given as [string, string, EntitlementOptions];
    const asked = inHandler((req) => can(req, type, id, options), user);
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toThrow(/^Cannot ask can: /);
  });

  it('refuses where nobody was found, by no guard or by an optional one', async () => {
    const ask = (req: Request) => can(req, 'account', 'mine', { source, action: 'read' });
    await expect(inHandler(ask)).rejects.toThrow(/^Cannot read the principal/);
    await expect(inHandler(ask, optional(absentKey))).rejects.toThrow(/^Cannot read the principal/);
  });

  it('does not compile where its promise is taken for the answer', async () => {
    const asked = await inHandler(async (req) => {
      // @ts-expect-error A promise is always true.
      return can(req, 'account', 'theirs', { source, action: 'read' }) ? 'through' : 'refused';
    }, user);
    expect(asked).toBe('through');
  });

  it.each([false, true])('says whether the caller is entitled (answers later: %s)', async (later) => {
    const options = { source: countingSource({ later }), action: 'read' };
    const asked = inHandler(
      async (req) => [
        await can(req, 'account', 'theirs', options),
        await can(req, 'account', 'mine', options),
      ],
      user,
    );
    expect(await asked).toEqual([false, true]);
  });

  it('says no for a source that throws a 403', async () => {
    const refusing: EntitlementSource = {
      isEntitled: () => {
        throw new ForbiddenError('', { reason: 'app:known' });
      },
    };
    const ask = (req: Request) => can(req, 'account', 'mine', { source: refusing, action: 'read' });
    expect(await inHandler(ask, user)).toBe(false);
  });
});
