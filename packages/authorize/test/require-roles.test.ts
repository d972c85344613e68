import { anyOf } from '@portcullis/core';
import { expect, it } from 'vitest';
import { requireRoles } from '../src/index.js';
import { answerTo, caller } from './support/answer-to.js';

it.each<[string, readonly string[]]>([
  ['none of them', []],
  ['one of two', ['teller']],
])('refuses a principal with %s by a plain 403', async (_what, roles) => {
  const answer = await answerTo([caller('token', { roles }), requireRoles('teller', 'auditor')]);
  expect(answer).toMatchObject({ status: 403, reason: 'missing_role', challenges: null });
  expect(answer.error).toBeUndefined();
});

it('lets a principal through that has all of them', async () => {
  expect(
    await answerTo([caller('token', { roles: ['auditor', 'teller'] }), requireRoles('teller', 'auditor')]),
  ).toMatchObject({ status: 200 });
});

it('asks for one of several where it stands in anyOf', async () => {
  const either = anyOf(requireRoles('teller'), requireRoles('auditor'));
  expect(await answerTo([caller('token', { roles: ['auditor'] }), either])).toMatchObject({ status: 200 });
  expect(await answerTo([caller('token', { roles: ['clerk'] }), either])).toMatchObject({ status: 403 });
});

it('refuses to be made without a role', () => {
  expect(() => requireRoles()).toThrow(new TypeError('Cannot create requireRoles: no name is given'));
});
