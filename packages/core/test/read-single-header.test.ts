import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawRequest } from '../../../test/support/raw-request.js';
import { type Served, serve } from '../../../test/support/serve.js';
import { isSecurityError, readSingleHeader } from '../src/index.js';

let served: Served;

beforeAll(async () => {
  served = await serve((req, res) => {
    if (req.headers['x-strip'] !== undefined) delete req.headers.authorization;
    try {
      res.end(
        JSON.stringify({ value: readSingleHeader(req, 'authorization', 'Authorization header') ?? null }),
      );
    } catch (error) {
      if (!isSecurityError(error)) throw error;
      res.statusCode = error.status;
      res.end(JSON.stringify({ reason: error.reason, message: error.message }));
    }
  });
});
afterAll(() => served.close());

const read = async (...headers: string[]) =>
  JSON.parse((await rawRequest(served.port, ['GET / HTTP/1.1', ...headers])).body);

describe('readSingleHeader', () => {
  test.each([
    [['Authorization: Bearer a', 'Authorization: Bearer b']],
    [['Authorization: Bearer a', 'authorization: Bearer a']],
    [['AUTHORIZATION: Bearer a', 'X-Other: c', 'aUTHORIZATION: Basic b']],
    [['Authorization: Bearer a', 'Authorization:']],
    [['Authorization:', 'Authorization: Bearer a']],
  ])('refuses %j', async (headers) => {
    expect(await read(...headers)).toEqual({
      reason: 'repeated_header',
      message: 'Cannot read Authorization header: it stands more than once',
    });
  });

  test.each([
    [['X-Authorization: Bearer a'], null],
    [[], null],
    [['Authorization: Bearer a'], 'Bearer a'],
    [['aUtHoRiZaTiOn: Bearer a', 'X-Authorization: b', 'X-Authorization: c'], 'Bearer a'],
    [['Authorization:'], ''],
  ])('reads %j', async (headers, value) => {
    expect(await read(...headers)).toEqual({ value });
  });

  test('does not see a header that the app took away before', async () => {
    expect(await read('X-Strip: 1', 'Authorization: Bearer a')).toEqual({ value: null });
  });

  test('refuses one that is a list in Node', () => {
    const req = {
      headers: { 'set-cookie': ['a'] },
      rawHeaders: ['Set-Cookie', 'a'],
    } as unknown as IncomingMessage;
    expect(() => readSingleHeader(req, 'set-cookie', 'cookie')).toThrow('it stands more than once');
  });
});
