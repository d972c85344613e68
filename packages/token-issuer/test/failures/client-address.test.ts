import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../src/failures/client-address.js';

const from = (ip: string | undefined, remoteAddress?: string) =>
  clientAddress({ ip, socket: { remoteAddress } } as IncomingMessage & { ip?: string | undefined });

describe('clientAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['1:2:3:4:5:6:203.0.113.7', '1:2:3:4::/64'],
    ['::2:3:4:5:6:7:8', '0:2:3:4::/64'],
  ])('counts %s as %s', (ip, name) => {
    expect(from(ip)).toBe(name);
  });

  it.each(['junk', '', '203.0.113.256', '203.0.113.7:8080', '1::2::3'])(
    'counts the proxy that passes on %j as itself',
    (ip) => {
      expect(from(ip, '198.51.100.1')).toBe('198.51.100.1');
    },
  );

  it('has a name for a connection that is gone', () => {
    expect(from(undefined)).toBe('unknown');
  });

  it('gives all addresses of one /64 network one name, and other networks another', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
        const network = new URL(`http://[${one}]`).hostname;
        fc.pre(!network.startsWith('[::ffff:'));
        expect(from(one)).toBe(from(network.slice(1, -1)));
        expect(from(one) === from(other)).toBe(groupsOf(one) === groupsOf(other));
      }),
    );
  });
});

/** The first four groups, by another way: from the canonical text that the URL parser writes. */
function groupsOf(address: string): string {
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const groups = address.includes('::') || zeros.length > 0 ? [...before, ...zeros, ...after] : before;
  return groups.slice(0, 4).join(':');
}
