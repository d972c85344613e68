import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../src/parse-address.js';

const notAddresses = [
  '',
  ' 192.0.2.1',
  '192.0.2.1 ',
  '192.0.2.1\n',
  '192.0.2',
  '192.0.2.256',
  '192.0.2.01',
  '0xc0.0.2.1',
  '3221225985',
  '192.0.2.1:443',
  '192.0.2.1/32',
  '192.0.2.1%eth0',
  '[2001:db8::1]',
  '[2001:db8::1]:443',
  '2001:db8::1::2',
  '2001:db8:::1',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '12345::',
  '::192.0.2',
  '::192.0.2.1:1',
  '::ffff:192.0.2.256',
  '::ffff:192.0.2.01',
  '::ffff:',
  ':',
  ':::',
  'localhost',
  'unknown',
  '_hidden',
  '１92.0.2.1',
];

describe('parseAddress', () => {
  it.each(notAddresses)('finds no address in %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it.each<[string, number | bigint]>([
    ['0.0.0.0', 0],
    ['0.0.0.1', 1],
    ['127.0.0.1', 0x7f00_0001],
    ['255.255.255.255', 0xffff_ffff],
    ['::', 0n],
    ['::1', 1n],
    ['1::', 1n << 112n],
    ['::192.0.2.1', 0xc000_0201n],
    ['64:ff9b::192.0.2.1', 0x64_ff9b_0000_0000_0000_0000_c000_0201n],
    ['2001:db8::ff00:42:8329', 0x2001_0db8_0000_0000_0000_ff00_0042_8329n],
    ['2001:DB8:0:0:0:FF00:42:8329', 0x2001_0db8_0000_0000_0000_ff00_0042_8329n],
    ['1:2:3:4:5:6:7:8', 0x1_0002_0003_0004_0005_0006_0007_0008n],
    ['::2:3:4:5:6:7:8', 0x2_0003_0004_0005_0006_0007_0008n],
    ['1:2:3:4:5:6:7::', 0x1_0002_0003_0004_0005_0006_0007_0000n],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', (1n << 128n) - 1n],
  ])('reads %s', (text, value) => {
    expect(parseAddress(text)).toBe(value);
  });

  it.each([
    '::ffff:192.0.2.1',
    '::FFFF:192.0.2.1',
    '::ffff:c000:201',
    '0:0:0:0:0:ffff:c000:201',
    '0::ffff:192.0.2.1',
  ])('RFC 4291 §2.5.5.2: reads %s as the IPv4 address it is', (text) => {
    expect(parseAddress(text)).toBe(parseAddress('192.0.2.1'));
  });

  it('RFC 4007 §11: leaves the zone of a link-local address out', () => {
    expect(parseAddress('fe80::1%eth0')).toBe(parseAddress('fe80::1'));
  });

  it('gives every spelling of an IPv6 address one value, and every value another address', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
        const same = new URL(`http://[${one}]`).host === new URL(`http://[${other}]`).host;
        expect(parseAddress(one) === parseAddress(other)).toBe(same);
        expect(parseAddress(new URL(`http://[${one}]`).hostname.slice(1, -1))).toBe(parseAddress(one));
      }),
    );
  });

  it('finds an address exactly where Node finds one', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'0123456789abcfF:.%/ '), maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(nearly, fc.ipV4(), fc.ipV6(), fc.ipV4Extended()), (text) => {
        expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0);
      }),
      { numRuns: 2000 },
    );
  });
});
