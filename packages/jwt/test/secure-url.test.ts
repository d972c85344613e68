import { describe, expect, it } from 'vitest';
import { checkIssuerUrl, checkSecureUrl } from '../src/secure-url.js';

describe('checkSecureUrl', () => {
  it.each<[unknown, string]>([
    [undefined, 'is missing'],
    [null, 'is missing'],
    ['', 'is missing'],
    [new URL('https://issuer.example'), 'is missing'],
    ['issuer.example', 'is no absolute URL'],
    ['//issuer.example', 'is no absolute URL'],
    [' https://issuer.example', 'is no absolute URL'],
    ['https://issuer.example\n', 'is no absolute URL'],
    ['https://iss\tuer.example', 'is no absolute URL'],
    ['https:\\\\issuer.example', 'is no absolute URL'],
    ['https://user@issuer.example', 'has credentials in it'],
    ['https://user:hidden@issuer.example', 'has credentials in it'],
    ['https://issuer.example/#', 'has a fragment'],
    ['https://issuer.example/#a', 'has a fragment'],
    ['http://issuer.example', 'is http://issuer.example, must be https (http is for loopback only)'],
    ['http://localhost.issuer.example', 'must be https'],
    ['http://127.0.0.1.issuer.example', 'must be https'],
    ['http://10.0.0.1', 'must be https'],
    ['http://[::2]', 'must be https'],
    ['ftp://localhost', 'must be https'],
    ['file:///etc/keys', 'must be https'],
    ['data:application/json,{}', 'must be https'],
  ])('refuses %j', (value, message) => {
    expect(() => checkSecureUrl('Cannot start', 'url', value)).toThrow(TypeError);
    expect(() => checkSecureUrl('Cannot start', 'url', value)).toThrow(/^Cannot start: url /);
    expect(() => checkSecureUrl('Cannot start', 'url', value)).toThrow(message);
  });

  it('keeps credentials out of the message', () => {
    expect(() => checkSecureUrl('Cannot start', 'url', 'https://user:hidden@x')).not.toThrow(/hidden/);
  });

  it.each([
    'https://issuer.example',
    'https://issuer.example/tenant?p=policy',
    'http://localhost:3000',
    'http://127.0.0.1:1/a',
    'http://127.1.2.3',
    'http://[::1]:3000/a',
  ])('takes %s', (value) => {
    expect(checkSecureUrl('Cannot start', 'url', value).href).toBe(new URL(value).href);
  });
});

describe('checkIssuerUrl', () => {
  it.each(['https://issuer.example?', 'https://issuer.example/?a=b'])('RFC 8414 §2: refuses %s', (value) => {
    expect(() => checkIssuerUrl('Cannot start', 'issuer', value)).toThrow('Cannot start: issuer has a query');
  });

  it('takes an issuer with a path', () => {
    expect(checkIssuerUrl('Cannot start', 'issuer', 'https://issuer.example/a/').pathname).toBe('/a/');
  });
});
