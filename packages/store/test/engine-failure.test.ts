import { expect, it } from 'vitest';
import { engineFailure, reasonOf } from '../src/engine-failure.js';

it('is a 503 that asks to come again in a second, and keeps its cause', () => {
  const cause = new Error('connection refused');
  const failure = engineFailure('The engine failed: connection refused', cause);
  expect(failure).toMatchObject({ status: 503, reason: 'store_unavailable', retryAfterSeconds: 1, cause });
  expect(failure.headers).toMatchObject({ 'Retry-After': '1' });
});

it('has no cause when there is none', () => {
  expect(engineFailure('The store is not open')).not.toHaveProperty('cause');
});

it.each([
  ['its message', new Error('no answer'), 'no answer'],
  ['on one line', new Error('no\n  answer\r\nat all'), 'no answer at all'],
  [
    'its code where it says nothing',
    Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
    'ECONNREFUSED',
  ],
  ['its name where it has nothing else', new RangeError(), 'RangeError'],
  ['what was thrown that is no error', 'broken', 'broken'],
])('says of an error %s', (_, error, said) => {
  expect(reasonOf(error)).toBe(said);
});
