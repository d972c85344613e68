import type { ErrorRequestHandler } from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import { bothExpresses } from '../../../test/support/both-expresses.js';
import { type Served, serve } from '../../../test/support/serve.js';
import {
  type Decision,
  defineGuard,
  isSecurityError,
  onDecision,
  problemDetails,
  type RefusalForm,
  refusals,
  refuse,
  TooManyRequestsError,
} from '../src/index.js';
import { fakeScheme } from './support/fake-scheme.js';

describe('refusals, at creation', () => {
  test.each<[unknown, string]>([
    [undefined, 'options must be an object'],
    [{}, 'give either forward: true or an answer function'],
    [{ forward: false }, 'give either'],
    [{ forward: 'yes' }, 'give either'],
    [{ answer: 'text' }, 'give either'],
    [{ forward: true, answer: () => {} }, 'give either'],
    [{ forwards: true }, 'unknown option "forwards"; known are forward, answer'],
  ])('refuses %j', (form, message) => {
    expect(() => refusals(form as RefusalForm)).toThrow(TypeError);
    expect(() => refusals(form as RefusalForm)).toThrow(message);
  });
});

describe.each(bothExpresses)('on %s', (_name, express) => {
  let served: Served;
  afterEach(() => served.close());

  async function mount(form: RefusalForm | undefined, handler?: ErrorRequestHandler): Promise<string> {
    const app = express();
    if (form !== undefined) app.use(refusals(form));
    app.get('/', defineGuard('token', fakeScheme()), (_req, res) => void res.end('in'));
    const slow = new TooManyRequestsError('Cannot let through: too many', { retryAfterSeconds: 9 });
    app.get('/limited', (req, res, next) =>
      refuse(req, res, next, slow, ['Fake realm="limiter"'], 'limiter'),
    );
    app.get('/ended', (req, res, next) => {
      res.end('first');
      refuse(req, res, next, slow);
    });
    app.use(handler ?? problemDetails({ log: () => {} }));
    served = await serve(app);
    return served.url;
  }

  describe('refusals({ forward: true })', () => {
    test('gives the error handler a fresh error, with its headers, each time', async () => {
      const seen: unknown[] = [];
      const url = await mount({ forward: true }, (error, _req, res, _next) => {
        seen.push(error);
        error.message = 'written on';
        res.status(error.status).set(error.headers).send(`own form: ${error.code}`);
      });
      const [first, second] = [await fetch(url), await fetch(url)];
      expect(seen[0]).not.toBe(seen[1]);
      expect(seen.every(isSecurityError)).toBe(true);
      expect(await second.text()).toBe('own form: undefined');
      expect(second.status).toBe(401);
      expect(second.headers.get('www-authenticate')).toBe('Fake realm="test"');
      expect(first.headers.get('cache-control')).toBe('no-store');
    });

    test('is answered by problemDetails as the guard itself would', async () => {
      const plain = await mount(undefined);
      const direct = await fetch(plain, { headers: { 'x-token': 'bad' } });
      const expected = [direct.status, await direct.text(), direct.headers.get('www-authenticate')];
      await served.close();
      const url = await mount({ forward: true });
      const forwarded = await fetch(url, { headers: { 'x-token': 'bad' } });
      expect([forwarded.status, await forwarded.text(), forwarded.headers.get('www-authenticate')]).toEqual(
        expected,
      );
      expect(forwarded.headers.get('cache-control')).toBe('no-store');
      expect(forwarded.headers.get('content-type')).toBe('application/problem+json');
    });

    test('is what Express answers by itself without an error handler: status and challenge stay', async () => {
      const url = await mount({ forward: true }, (error, _req, _res, next) => next(error));
      const answer = await fetch(url, { headers: { 'x-token': 'down' } });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('7');
    });
  });

  describe('refusals({ answer })', () => {
    test('has status and headers set, and writes the body', async () => {
      const url = await mount({ answer: (error, req, res) => res.end(`${req.url} ${error.reason}`) });
      const answer = await fetch(url, { headers: { 'x-token': 'bad' } });
      expect(await answer.text()).toBe('/ bad_signature');
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Fake realm="test", error="invalid_token"');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    test.each<[string, RefusalForm]>([
      [
        'throws',
        {
          answer: () => {
            throw new Error('in the answer');
          },
        },
      ],
      ['rejects', { answer: async () => Promise.reject(new Error('in the answer')) }],
      [
        'throws undefined',
        {
          answer: () => {
            throw undefined;
          },
        },
      ],
    ])('lets nobody through when it %s', async (_what, form) => {
      const answer = await fetch(await mount(form));
      expect(answer.status).toBe(500);
      expect(await answer.text()).not.toContain('in');
    });
  });

  describe('refuse', () => {
    test('answers as a guard does, and publishes the decision', async () => {
      const url = await mount(undefined);
      const heard: Decision[] = [];
      const stop = onDecision((decision) => heard.push(decision));
      const answer = await fetch(`${url}/limited`);
      stop();
      expect(answer.status).toBe(429);
      expect(answer.headers.get('retry-after')).toBe('9');
      expect(answer.headers.get('www-authenticate')).toBe('Fake realm="limiter"');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.json()).toMatchObject({ status: 429, title: 'Too Many Requests' });
      expect(heard).toEqual([{ outcome: 'deny', guard: 'limiter', reason: 'rate_limited', status: 429 }]);
    });

    test('takes the form of the app', async () => {
      const url = await mount({ answer: (error, _req, res) => res.end(error.reason) });
      const answer = await fetch(`${url}/limited`);
      expect([answer.status, await answer.text()]).toEqual([429, 'rate_limited']);
    });

    test('leaves a response alone that has ended', async () => {
      const errors: unknown[] = [];
      const url = await mount(undefined, (error, _req, _res, _next) => void errors.push(error));
      const stop = onDecision((decision) => errors.push(decision));
      const answer = await fetch(`${url}/ended`);
      stop();
      expect([answer.status, await answer.text(), errors]).toEqual([200, 'first', []]);
    });
  });
});
