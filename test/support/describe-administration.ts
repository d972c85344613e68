import { optional, publicRoute, reportOnly } from '@portcullis/core';
import type express from 'express';
import { describe, expect, it } from 'vitest';
import { bothExpresses } from './both-expresses.js';
import { asCaller, callerGuard } from './caller-guard.js';
import type { AdministrationAnswer } from './serve-administration.js';

interface Serving {
  readonly express: typeof express;
  readonly parseFirst?: boolean;
  readonly mediaTypeStatus?: 400;
}

type Call = (
  method: string,
  path?: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<AdministrationAnswer<unknown>>;

export interface AdministrationUnderTest {
  /** Makes the router with these options over good ones. */
  create(options: object): unknown;
  serve(options: Serving): Promise<{ call: Call }>;
  /** From which a POST makes something. */
  readonly body: object;
}

/** What every administration router does alike, whatever it administers. */
export function describeAdministration(name: string, tested: AdministrationUnderTest): void {
  describe(`${name} refuses at creation`, () => {
    it.each<[string, object, RegExp]>([
      ['no guard', { guard: undefined }, /guard is missing/],
      [
        'a guard of unknown make',
        { guard: (_req: unknown, _res: unknown, next: () => void) => next() },
        /guard is missing, or was not made by Portcullis/,
      ],
      ['a public route', { guard: publicRoute('no reason') }, /lets everybody through \(public\)/],
      ['an optional guard', { guard: optional(callerGuard()) }, /lets everybody through \(optional\)/],
      [
        'a guard that only reports',
        { guard: reportOnly(callerGuard()) },
        /lets everybody through \(reportOnly\)/,
      ],
      ['an unknown option', { gard: 1 }, /unknown option "gard"/],
      ['an unknown member', { members: { scope: 'apis' } }, /members has scope/],
      ['one name for two members', { members: { roles: 'name' } }, /members has one name for two/],
    ])('%s', (_what, options, message) => {
      expect(() => tested.create(options)).toThrow(TypeError);
      expect(() => tested.create(options)).toThrow(message);
    });
  });

  describe.each(bothExpresses)(`${name} on %s`, (_express, express) => {
    it.each([
      ['broken JSON', '{', 400],
      ['a list', '[]', 400],
      ['null', 'null', 400],
      ['a text', '"x"', 400],
      ['more than 100 KiB', JSON.stringify({ name: 'x'.repeat(102_400) }), 413],
    ])('answers %s as a problem: %s', async (_what, body, status) => {
      const { call } = await tested.serve({ express });
      const answer = await call('POST', '', body);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    });

    it('answers another media type with 415, or 400 where the provider says so', async () => {
      const headers = { ...admin, 'content-type': 'text/plain' };
      const statusOf = async (serving: Serving) =>
        (await (await tested.serve(serving)).call('POST', '', '{}', headers)).status;
      expect(await statusOf({ express })).toBe(415);
      expect(await statusOf({ express, mediaTypeStatus: 400 })).toBe(400);
    });

    it('takes a body that express.json has parsed before', async () => {
      const { call } = await tested.serve({ express, parseFirst: true });
      expect((await call('POST', '', tested.body)).status).toBe(201);
      expect((await call('POST', '', '[]')).status).toBe(400);
    });

    it.each(['0', '1001', 'x', '1.5'])('refuses pages of %s', async (limit) => {
      const { call } = await tested.serve({ express });
      expect((await call('GET', `?limit=${limit}`)).status).toBe(400);
    });

    it.each(['/x/y', '/x/SUSPEND', '/%', '/x//', '/x/suspend/y'])('hands on %s', async (path) => {
      const { call } = await tested.serve({ express });
      expect((await call('POST', path)).status).toBe(404);
    });
  });
}

const admin = asCaller({ scopes: ['clients:manage'], permissions: ['api-keys:manage'] });
