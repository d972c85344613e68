import { describe, expect, it } from 'vitest';
import { parseNetwork } from '../src/parse-network.js';

const action = 'Cannot create list';

describe('parseNetwork', () => {
  it.each([
    ['', 'is not an IPv4 or IPv6 address or network'],
    ['/8', 'is not an IPv4 or IPv6 address or network'],
    ['10.0.0/8', 'is not an IPv4 or IPv6 address or network'],
    ['10.0.0.0/8/8', 'is not an IPv4 or IPv6 address or network'],
    [' 10.0.0.0/8', 'is not an IPv4 or IPv6 address or network'],
    ['10.0.0.0-10.0.0.9', 'is not an IPv4 or IPv6 address or network'],
    ['10.0.0.*', 'is not an IPv4 or IPv6 address or network'],
    ['localhost', 'is not an IPv4 or IPv6 address or network'],
    ['fe80::1%eth0', 'is not an IPv4 or IPv6 address or network'],
    ['fe80::%eth0/10', 'is not an IPv4 or IPv6 address or network'],
    ['10.0.0.0/', 'has a prefix that is not a number from 0 to 32'],
    ['10.0.0.0/33', 'has a prefix that is not a number from 0 to 32'],
    ['10.0.0.0/08', 'has a prefix that is not a number from 0 to 32'],
    ['10.0.0.0/-8', 'has a prefix that is not a number from 0 to 32'],
    ['10.0.0.0/8.5', 'has a prefix that is not a number from 0 to 32'],
    ['10.0.0.0/1e1', 'has a prefix that is not a number from 0 to 32'],
    ['10.0.0.0/8 ', 'has a prefix that is not a number from 0 to 32'],
    ['10.0.0.0/255.0.0.0', 'has a prefix that is not a number from 0 to 32'],
    ['2001:db8::/129', 'has a prefix that is not a number from 0 to 128'],
    ['10.0.0.5/8', 'has bits set after its prefix'],
    ['10.0.0.1/0', 'has bits set after its prefix'],
    ['192.0.2.1/31', 'has bits set after its prefix'],
    ['2001:db8::1/32', 'has bits set after its prefix'],
    ['::1/127', 'has bits set after its prefix'],
    ['::ffff:10.0.0.5/104', 'has bits set after its prefix'],
    ['::ffff:0.0.0.0/95', 'has bits set after its prefix'],
    ['::ffff:0:0/0', 'has bits set after its prefix'],
  ])('refuses %j', (text, problem) => {
    expect(() => parseNetwork(action, text)).toThrow(TypeError);
    expect(() => parseNetwork(action, text)).toThrow(`${action}: ${JSON.stringify(text)} ${problem}`);
  });

  it.each([undefined, null, 10, ['10.0.0.0/8'], { network: '10.0.0.0' }])(
    'refuses %j, which is no text',
    (value) => {
      expect(() => parseNetwork(action, value)).toThrow(TypeError);
    },
  );

  it.each<[string, number | bigint, number | bigint]>([
    ['192.0.2.7', 0xc000_0207, 0xc000_0207],
    ['192.0.2.7/32', 0xc000_0207, 0xc000_0207],
    ['192.0.2.6/31', 0xc000_0206, 0xc000_0207],
    ['10.0.0.0/8', 0x0a00_0000, 0x0aff_ffff],
    ['128.0.0.0/1', 0x8000_0000, 0xffff_ffff],
    ['0.0.0.0/0', 0, 0xffff_ffff],
    ['::1', 1n, 1n],
    ['::1/128', 1n, 1n],
    ['::/0', 0n, (1n << 128n) - 1n],
    ['2001:db8::/32', 0x2001_0db8n << 96n, (0x2001_0db9n << 96n) - 1n],
    ['::ffff:10.0.0.0/104', 0x0a00_0000, 0x0aff_ffff],
    ['::ffff:0:0/96', 0, 0xffff_ffff],
  ])('reads %s', (text, first, last) => {
    expect(parseNetwork(action, text)).toEqual({ first, last });
  });
});
