import { channel } from 'node:diagnostics_channel';
import express from 'express';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Served, serve } from '../../../test/support/serve.js';
import {
  allOf,
  type Decision,
  defineGuard,
  InsufficientScopeError,
  onDecision,
  optional,
  publicRoute,
  REASONS,
  reportOnly,
} from '../src/index.js';
import { fakeScheme } from './support/fake-scheme.js';

const token = defineGuard('token', fakeScheme());
const requireA = defineGuard('requireA', {
  check(principal) {
    if (principal.scopes.includes('a')) return true;
    throw new InsufficientScopeError('Cannot let through', { scope: 'a' });
  },
});
const routes = {
  token,
  both: allOf(token, requireA),
  optional: optional(token),
  report: reportOnly(allOf(token, requireA)),
  public: publicRoute('documentation'),
  misplaced: requireA,
};
const says = JSON.stringify({ user: { id: 'u', issuer: 'i' }, scopes: ['b'] });
const client = { id: 'c', issuer: 'https://issuer.example' };
const who = { client, user: { id: 'u', issuer: 'i' }, credentialIds: { token: 'token-1' } };

let served: Served;
beforeAll(async () => {
  const app = express();
  for (const [name, guard] of Object.entries(routes))
    app.get(`/${name}`, guard, (_req, res) => void res.end());
  app.use((_error: unknown, _req: unknown, res: { status(code: number): { end(): void } }, _next: unknown) =>
    res.status(500).end(),
  );
  served = await serve(app);
});
afterAll(() => served.close());

let stop = () => {};
afterEach(() => stop());

async function decisionsOf(path: keyof typeof routes, sent?: string): Promise<readonly Decision[]> {
  const heard: Decision[] = [];
  stop = onDecision((decision) => heard.push(decision));
  await fetch(`${served.url}/${path}`, sent === undefined ? {} : { headers: { 'x-token': sent } });
  stop();
  return heard;
}

describe('onDecision', () => {
  test.each<[string, keyof typeof routes, string | undefined, object]>([
    [
      'nothing sent',
      'token',
      undefined,
      { outcome: 'deny', guard: 'token', reason: 'no_credential', status: 401 },
    ],
    [
      'a bad token',
      'token',
      'bad',
      { outcome: 'deny', guard: 'token', reason: 'bad_signature', status: 401 },
    ],
    [
      'a malformed token',
      'token',
      'malformed',
      { outcome: 'deny', guard: 'token', reason: 'malformed_header', status: 400 },
    ],
    ['a good token', 'token', says, { outcome: 'allow', guard: 'token', reason: 'allowed', ...who }],
    [
      'a part that refuses',
      'both',
      says,
      {
        outcome: 'deny',
        guard: 'allOf(token, requireA)',
        part: 'requireA',
        reason: 'insufficient_scope',
        status: 403,
        ...who,
      },
    ],
    [
      'nobody, which is well',
      'optional',
      undefined,
      { outcome: 'allow', guard: 'optional(token)', reason: 'anonymous' },
    ],
    [
      'a public route',
      'public',
      undefined,
      { outcome: 'allow', guard: 'publicRoute', reason: 'public_route' },
    ],
  ])('hears of %s', async (_what, path, sent, decision) => {
    expect(await decisionsOf(path, sent)).toEqual([decision]);
  });

  test('hears from reportOnly what would have been refused, and then that it was let through', async () => {
    const guard = 'reportOnly(allOf(token, requireA))';
    expect(await decisionsOf('report', says)).toEqual([
      { outcome: 'report', guard, part: 'requireA', reason: 'insufficient_scope', status: 403, ...who },
      { outcome: 'allow', guard, reason: 'anonymous' },
    ]);
    expect(await decisionsOf('report', 'bug')).toMatchObject([
      {
        outcome: 'report',
        guard,
        reason: 'internal_error',
        status: 500,
        error: new RangeError('a bug in the scheme'),
      },
      { outcome: 'allow' },
    ]);
  });

  test('hears the error itself of our own trouble and of bugs, and of no other refusal', async () => {
    const [down] = await decisionsOf('token', 'down');
    expect(down).toMatchObject({
      reason: 'store_unavailable',
      status: 503,
      error: { name: 'ServiceUnavailableError' },
    });
    const [bug] = await decisionsOf('token', 'bug');
    expect(bug).toMatchObject({
      outcome: 'deny',
      reason: 'internal_error',
      status: 500,
      error: { name: 'RangeError' },
    });
    const [misplaced] = await decisionsOf('misplaced');
    expect(misplaced).toMatchObject({ outcome: 'deny', reason: 'internal_error', status: 500 });
    const [bad] = await decisionsOf('token', 'bad');
    expect(bad).not.toHaveProperty('error');
  });

  test('is given the request, in a place that no log writes out', async () => {
    const [decision] = await decisionsOf('token', 'bad');
    expect(decision?.request.url).toBe('/token');
    expect(Object.keys(decision ?? {})).not.toContain('request');
    expect(JSON.stringify(decision)).not.toContain('"bad"');
  });

  test('outlives a listener that throws, one that rejects, and tells of both by a warning', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const stops = [
      onDecision(() => {
        throw new RangeError('of a listener');
      }),
      onDecision(async () => Promise.reject(new RangeError('of a promise'))),
    ];
    const heard = await decisionsOf('token', says);
    const answer = await fetch(`${served.url}/token`, { headers: { 'x-token': says } });
    for (const end of stops) end();
    const warnings = emitWarning.mock.calls.map(([message]) => message);
    emitWarning.mockRestore();
    expect(answer.status).toBe(200);
    expect(heard).toHaveLength(1);
    expect(warnings).toEqual(Array(4).fill('A listener of onDecision failed'));
  });

  test('publishes on diagnostics_channel, and stops when told to', async () => {
    const heard: unknown[] = [];
    const direct = (message: unknown) => heard.push(message);
    channel('portcullis:decision').subscribe(direct);
    const decisions = await decisionsOf('token', says);
    await fetch(`${served.url}/token`);
    channel('portcullis:decision').unsubscribe(direct);
    expect(heard).toHaveLength(2);
    expect(heard[0]).toBe(decisions[0]);
    expect(decisions).toHaveLength(1);
  });
});

describe('REASONS', () => {
  test('are words of one form, each with a sentence', () => {
    for (const [word, sentence] of Object.entries(REASONS)) {
      expect(word).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(sentence).toMatch(/^[A-Z].*[^.]$/);
    }
  });
});
