import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientNetwork } from '../src/client-network.js';

describe('clientNetwork', () => {
  it.each(['junk', '', '203.0.113.256', '203.0.113.7:8080', '1::2::3', '10.0.0.0/8', '[::1]'])(
    'is undefined for %j, which is no address',
    (address) => {
      expect(clientNetwork(address)).toBeUndefined();
    },
  );

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['::ffff:255.255.255.255', '255.255.255.255'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['1:2:3:4:5:6:203.0.113.7', '1:2:3:4::/64'],
    ['::2:3:4:5:6:7:8', '0:2:3:4::/64'],
  ])('counts %s as %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });

  it('gives two addresses one name exactly when their first 64 bits are the same', () => {
    fc.assert(
      fc.property(fc.bigInt(1n << 64n, (1n << 128n) - 1n), fc.nat(127), (bits, flip) => {
        const other = bits ^ (1n << BigInt(flip));
        fc.pre(other >> 64n !== 0n);
        const same = clientNetwork(grouped(bits)) === clientNetwork(grouped(other));
        expect(same).toBe(flip < 64);
      }),
    );
  });
});

function grouped(bits: bigint): string {
  return bits
    .toString(16)
    .padStart(32, '0')
    .replaceAll(/.{4}(?!$)/g, '$&:');
}
