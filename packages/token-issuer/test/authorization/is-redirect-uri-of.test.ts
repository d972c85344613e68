import { describe, expect, it } from 'vitest';
import { isRedirectUriOf } from '../../src/authorization/is-redirect-uri-of.js';

const web = 'https://app.example/callback';
const device = 'http://127.0.0.1:4000/callback';
const scheme = 'com.example.app:/callback';

describe('RFC 9700 §4.1.3: a redirect URI that is not the registered one, character by character, is refused', () => {
  it.each([
    '',
    ' ',
    'https://app.example',
    'https://app.example/',
    'https://app.example/callback/',
    'https://app.example/callback/more',
    'https://app.example/callbac',
    'https://app.example/callbackk',
    'https://app.example/Callback',
    'https://app.example/CALLBACK',
    'https://APP.example/callback',
    'HTTPS://app.example/callback',
    'http://app.example/callback',
    'https://app.example:443/callback',
    'https://app.example:8443/callback',
    'https://app.example:/callback',
    'https://app.example./callback',
    'https://app.example//callback',
    'https://app.example/./callback',
    'https://app.example/x/../callback',
    'https://app.example/%63allback',
    'https://app.example/callback%2F',
    'https://app.example/callback%00',
    'https://app.example/callback?',
    'https://app.example/callback?x=1',
    'https://app.example/callback#',
    'https://app.example/callback#x',
    'https://app.example/callback;x',
    'https://app.example/callback/../../evil',
    'https://app.example\\callback',
    'https:/app.example/callback',
    'https:app.example/callback',
    '//app.example/callback',
    '/callback',
    ' https://app.example/callback',
    'https://app.example/callback ',
    'https://app.example/callback\n',
    'https://user@app.example/callback',
    'https://app.example@evil.example/callback',
    'https://app.example:443@evil.example/callback',
    'https://evil.example/https://app.example/callback',
    'https://evil.example/?https://app.example/callback',
    'https://app.example.evil.example/callback',
    'https://evilapp.example/callback',
    'https://xn--app-x.example/callback',
    'https://аpp.example/callback',
    'javascript:alert(1)',
    'data:text/html,x',
    'com.example.app:/callback/',
    'com.example.app://callback',
    'com.example.APP:/callback',
    'com.example.app:callback',
  ])('%j', (presented) => {
    expect(isRedirectUriOf([web, scheme], presented)).toBe(false);
  });

  it.each([web, scheme])('%s itself is taken', (presented) => {
    expect(isRedirectUriOf([web, scheme], presented)).toBe(true);
  });

  it('a client that registered none has none', () => {
    expect(isRedirectUriOf([], web)).toBe(false);
  });
});

describe('RFC 8252 §7.3: on the loopback interface the port may vary, and nothing else', () => {
  it.each([
    'https://127.0.0.1:4000/callback',
    'http://localhost:4000/callback',
    'http://[::1]:4000/callback',
    'http://127.0.0.2:4000/callback',
    'http://127.1:4000/callback',
    'http://2130706433:4000/callback',
    'http://0x7f.0.0.1:4000/callback',
    'http://127.0.0.1.evil.example:4000/callback',
    'http://127.0.0.1:4000@evil.example/callback',
    'http://127.0.0.1:4000.evil.example/callback',
    'http://user@127.0.0.1:4000/callback',
    'http://127.0.0.1:/callback',
    'http://127.0.0.1:0/callback',
    'http://127.0.0.1:04000/callback',
    'http://127.0.0.1:65536/callback',
    'http://127.0.0.1:400000/callback',
    'http://127.0.0.1:-1/callback',
    'http://127.0.0.1:+4000/callback',
    'http://127.0.0.1:4000:1/callback',
    'http://127.0.0.1:4e3/callback',
    'http://127.0.0.1:4001',
    'http://127.0.0.1:4001/',
    'http://127.0.0.1:4001/callback/',
    'http://127.0.0.1:4001/other',
    'http://127.0.0.1:4001/callback?x=1',
    'http://127.0.0.1:4001/callback#x',
    'http://127.0.0.1:4001/callback\n',
    'http://127.0.0.1:4001\\callback',
    'HTTP://127.0.0.1:4001/callback',
  ])('%j is refused', (presented) => {
    expect(isRedirectUriOf([device], presented)).toBe(false);
  });

  it.each([
    [device, 'http://127.0.0.1:4001/callback'],
    [device, 'http://127.0.0.1/callback'],
    [device, 'http://127.0.0.1:1/callback'],
    [device, 'http://127.0.0.1:65535/callback'],
    ['http://127.0.0.1/callback', 'http://127.0.0.1:50123/callback'],
    ['http://127.0.0.1', 'http://127.0.0.1:50123'],
    ['http://[::1]/callback?a=1', 'http://[::1]:50123/callback?a=1'],
    ['http://localhost:3000/', 'http://localhost:3001/'],
  ])('registered %s, presented %s', (registered, presented) => {
    expect(isRedirectUriOf([web, registered], presented)).toBe(true);
  });

  it.each([
    ['https://localhost:3000/callback', 'https://localhost:3001/callback'],
    ['https://app.example:8443/callback', 'https://app.example:8444/callback'],
    ['http://localhost.example/callback', 'http://localhost.example:3000/callback'],
  ])('not for %s', (registered, presented) => {
    expect(isRedirectUriOf([registered], presented)).toBe(false);
  });
});
