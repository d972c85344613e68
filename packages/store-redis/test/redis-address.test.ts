import { describe, expect, it } from 'vitest';
import { parseRedisUrl, placeOf } from '../src/redis-address.js';

const parse = (url: unknown) => parseRedisUrl('Cannot do it', 'url', url);

describe('a URL that is none is refused, and not repeated', () => {
  it.each([
    [undefined],
    [''],
    [6379],
    ['localhost:6379'],
    ['//localhost'],
    ['redis://'],
    ['redis:localhost'],
    ['http://localhost:6379'],
    ['unix:///run/redis.sock'],
    ['redis+tls://localhost'],
  ])('%j', (url) => {
    expect(() => parse(url)).toThrow(
      new TypeError(
        'Cannot do it: url must be a URL that begins with redis:// or rediss:// and names a host',
      ),
    );
  });

  it.each([
    ['redis://h/one'],
    ['redis://h/1/2'],
    ['redis://h/-1'],
    ['redis://h/123456'],
    ['redis://h?db=1'],
    ['redis://h/1#one'],
  ])('%s', (url) => {
    expect(() => parse(url)).toThrow(
      /after the host, url may hold the number of a database and nothing else/,
    );
  });

  it('a user without a password', () => {
    expect(() => parse('redis://somebody@h')).toThrow(/url names a user without a password/);
  });

  it('a password with a stray percent sign', () => {
    expect(() => parse('redis://somebody:sesame%@h')).toThrow(
      new TypeError('Cannot do it: user and password in url must be percent-encoded'),
    );
  });
});

describe('reads', () => {
  it.each([
    ['redis://h', { host: 'h', port: 6379, tls: false, database: 0 }],
    ['redis://h/', { host: 'h', port: 6379, tls: false, database: 0 }],
    ['redis://127.0.0.1:7000/3', { host: '127.0.0.1', port: 7000, tls: false, database: 3 }],
    ['rediss://cache.example', { host: 'cache.example', port: 6379, tls: true, database: 0 }],
    ['redis://[::1]:6380', { host: '::1', port: 6380, tls: false, database: 0 }],
    ['redis://:p%40ss@h', { host: 'h', port: 6379, tls: false, database: 0, password: 'p@ss' }],
    [
      'rediss://us%3Aer:p%2Fss@h:1/15',
      { host: 'h', port: 1, tls: true, database: 15, username: 'us:er', password: 'p/ss' },
    ],
  ])('%s', (url, address) => {
    expect(parse(url)).toEqual(address);
  });
});

it('names the place without the user', () => {
  expect(placeOf(parse('redis://user:sesame@h:7000/3'))).toBe('h:7000');
  expect(placeOf(parse('redis://[::1]'))).toBe('[::1]:6379');
});
