import { allOf, defineGuard, type Guard, publicRoute, ServiceUnavailableError } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import { type Denial, denyWith, requirePermission, requireScopes, requireThat } from '../src/index.js';
import { answerTo, caller } from './support/answer-to.js';

const token = caller('token', { roles: ['notifier'] });
const denial: Denial = { status: 401, code: 'message_type_not_allowed', description: 'Not this type' };
const never = requirePermission('send', 'invoice');

describe('denyWith, at creation', () => {
  it.each<[string, unknown, unknown, RegExp]>([
    ['what is no guard', () => {}, denial, /^Cannot read guard/],
    ['a scheme', token, denial, /: the guard is no single requirement \(scheme\)$/],
    ['a composition', allOf(never, never), denial, /: the guard is no single requirement \(allOf\)$/],
    ['a public route', publicRoute('docs'), denial, /: the guard is no single requirement \(public\)$/],
    ['no answer', never, undefined, /: options must be an object$/],
    ['an unknown option', never, { ...denial, body: '' }, /: unknown option "body"/],
    ['a status of success', never, { status: 200 }, /: status is 200, must be from 400 to 499$/],
    ['a status of our own trouble', never, { status: 500 }, /: status is 500/],
    ['a status that is a text', never, { status: '401' }, /: status is 401, must be from 400 to 499$/],
    [
      'another challenge',
      never,
      { status: 401, challenge: 'Basic' },
      /: challenge is Basic, must be bare or none$/,
    ],
  ])('refuses %s', (_what, guard, answer, message) => {
    const create = () => denyWith(guard as Guard, answer as Denial);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});

describe('denyWith', () => {
  it('answers what would be a plain 403 as the contract says, and keeps the reason', async () => {
    expect(await answerTo([token, denyWith(never, denial)])).toMatchObject({
      status: 401,
      challenges: 'Test token',
      error: 'message_type_not_allowed',
      detail: 'Not this type',
      reason: 'missing_permission',
    });
  });

  it.each<[string, Denial, string | null]>([
    ['bare on 401', { status: 401 }, 'Test token'],
    ['none on 401, where it is told so', { status: 401, challenge: 'none' }, null],
    ['none on 403', { status: 403 }, null],
    ['bare on 403, where it is told so', { status: 403, challenge: 'bare' }, 'Test token'],
    ['none on 404', { status: 404 }, null],
  ])('challenges %s', async (_what, answer, challenges) => {
    const { status } = answer;
    expect(await answerTo([token, denyWith(never, answer)])).toMatchObject({ status, challenges });
  });

  it('answers a missing scope without the scope', async () => {
    const answer = await answerTo([token, denyWith(requireScopes('a'), { status: 401 })]);
    expect(answer).toMatchObject({ status: 401, challenges: 'Test token', reason: 'insufficient_scope' });
    expect(answer.error).toBeUndefined();
  });

  it.each([() => false, async () => false])('answers a predicate that says no: %s', async (predicate) => {
    const guard = denyWith(requireThat('asked', predicate), denial);
    expect(await answerTo([token, guard])).toMatchObject({ status: 401, reason: 'predicate_refused' });
  });

  it('stands in a composition as any requirement does', async () => {
    expect(await answerTo([allOf(token, denyWith(never, denial))])).toMatchObject({
      status: 401,
      error: 'message_type_not_allowed',
      challenges: 'Test token',
    });
  });

  it.each([() => true, async () => true])(
    'lets through what the requirement lets through: %s',
    async (predicate) => {
      expect(await answerTo([token, denyWith(requireThat('asked', predicate), denial)])).toMatchObject({
        status: 200,
      });
    },
  );

  it('leaves our own trouble and bugs as they are', async () => {
    const down = new ServiceUnavailableError('down', { reason: 'store_unavailable' });
    const bug = new Error('broken');
    const failing = (error: Error) =>
      denyWith(defineGuard('failing', { check: () => Promise.reject(error) }), denial);
    expect(await answerTo([token, failing(down)])).toMatchObject({
      status: 503,
      reason: 'store_unavailable',
    });
    expect(await answerTo([token, failing(bug)])).toMatchObject({ status: 500, bug });
    const odd = denyWith(defineGuard('odd', { check: () => 1 as unknown as boolean }), denial);
    expect(await answerTo([token, odd])).toMatchObject({ status: 500, bug: expect.any(TypeError) });
  });
});
