import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { clientAddress } from '../src/client-address.js';

const from = (ip: string | undefined, remoteAddress?: string, trustProxy?: boolean) =>
  clientAddress({
    ip,
    socket: { remoteAddress },
    ...(trustProxy !== undefined && { app: { get: () => trustProxy } }),
  } as IncomingMessage & { ip?: string | undefined });

describe('clientAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
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

  it.each([
    ['the socket, where the app trusts no proxy', false, '198.51.100.1'],
    ['what a trusted proxy names', true, '203.0.113.7'],
  ])('believes %s', (_, trustProxy, name) => {
    expect(from('203.0.113.7', '198.51.100.1', trustProxy)).toBe(name);
  });
});
