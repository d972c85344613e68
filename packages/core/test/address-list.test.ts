import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressList } from '../src/address-list.js';

const action = 'Cannot create list';

describe('createAddressList', () => {
  it.each([[[]], ['10.0.0.0/8'], [undefined], [null], [{ 0: '10.0.0.0/8', length: 1 }]])(
    'refuses %j',
    (entries) => {
      expect(() => createAddressList(action, entries as unknown as string[])).toThrow(
        new TypeError(`${action}: an array of at least one address or network is needed`),
      );
    },
  );

  it.each([[['10.0.0.0/8', '']], [['']], [['10.0.0.0/8, 192.0.2.7']]])(
    'refuses a list with a bad entry: %j',
    (entries) => {
      expect(() => createAddressList(action, entries)).toThrow(TypeError);
    },
  );

  it.each([undefined, '', 'unknown', '10.0.0.1:80', '10.0.0', '10.0.0.1, 10.0.0.2'])(
    'does not find %j in the whole of both families',
    (text) => {
      expect(createAddressList(action, ['0.0.0.0/0', '::/0']).includes(text)).toBe(false);
    },
  );

  it.each([
    ['::/0', '10.0.0.1'],
    ['::/0', '::ffff:10.0.0.1'],
    ['::/1', '::ffff:10.0.0.1'],
    ['0.0.0.0/0', '::1'],
    ['0.0.0.0/0', '::'],
    ['0.0.0.0/0', '::10.0.0.1'],
    ['10.0.0.0/8', '64:ff9b::10.0.0.1'],
    ['::10.0.0.1', '10.0.0.1'],
  ])('keeps the families apart: %s does not have %s', (network, address) => {
    expect(createAddressList(action, [network]).includes(address)).toBe(false);
  });

  it.each([
    ['10.0.0.0/8', '::ffff:10.1.2.3'],
    ['10.0.0.0/8', '::ffff:a01:203'],
    ['::ffff:10.0.0.0/104', '10.1.2.3'],
    ['::ffff:0:0/96', '203.0.113.7'],
  ])('RFC 4291 §2.5.5.2: %s has %s', (network, address) => {
    expect(createAddressList(action, [network]).includes(address)).toBe(true);
  });

  it.each([
    ['10.0.0.0/8', '9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
    ['192.0.2.128/25', '192.0.2.127', '192.0.2.128', '192.0.2.255', '192.0.3.0'],
    ['2001:db8::/33', '2001:db7:ffff::', '2001:db8::', '2001:db8:7fff:ffff::', '2001:db8:8000::'],
  ])('ends %s at its edges', (network, before, first, last, after) => {
    const list = createAddressList(action, [network]);
    expect([before, first, last, after].map((address) => list.includes(address))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('finds an address in any of its networks', () => {
    const list = createAddressList(action, ['192.0.2.7', '10.0.0.0/8', '2001:db8::/32', '::1']);
    expect(['192.0.2.7', '10.9.9.9', '2001:db8::9', '::1'].every((address) => list.includes(address))).toBe(
      true,
    );
    expect(['192.0.2.8', '11.9.9.9', '2001:db9::9', '::2'].some((address) => list.includes(address))).toBe(
      false,
    );
  });

  it('judges as net.BlockList does, within a family', () => {
    const near = fc.tuple(fc.integer({ min: 0, max: 32 }), fc.nat(0xffff_ffff), fc.nat(0xffff_ffff));
    fc.assert(
      fc.property(near, ([prefix, bits, other]) => {
        const base = Number((BigInt(bits) >> BigInt(32 - prefix)) << BigInt(32 - prefix));
        const blocks = new BlockList();
        blocks.addSubnet(dotted(base), prefix);
        const list = createAddressList(action, [`${dotted(base)}/${prefix}`]);
        for (const address of [dotted(bits), dotted(other), dotted((bits ^ (other & 0xff)) >>> 0)]) {
          expect(list.includes(address)).toBe(blocks.check(address));
          expect(list.includes(`::ffff:${address}`)).toBe(blocks.check(address));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('judges IPv6 as net.BlockList does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 128 }),
        fc.bigInt(1n << 125n, (1n << 128n) - 1n),
        fc.nat(127),
        (prefix, bits, flip) => {
          const base = grouped((bits >> BigInt(128 - prefix)) << BigInt(128 - prefix));
          const blocks = new BlockList();
          blocks.addSubnet(base, prefix, 'ipv6');
          const list = createAddressList(action, [`${base}/${prefix}`]);
          for (const address of [grouped(bits), grouped(bits ^ (1n << BigInt(flip)))]) {
            expect(list.includes(address)).toBe(blocks.check(address, 'ipv6'));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

function dotted(bits: number): string {
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
}

function grouped(bits: bigint): string {
  const digits = bits.toString(16).padStart(32, '0');
  return digits.replaceAll(/.{4}(?!$)/g, '$&:');
}
