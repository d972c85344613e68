import { isIPv4 } from 'node:net';
import { parseAddress } from './parse-address.js';

/**
 * The network to count a caller by: an IPv4 address as it is, an IPv4-mapped one as the IPv4 address it stands for, and of
 * an IPv6 address its /64 (`2001:db8:1:2::/64`), since whoever has one address of it has them all. `undefined` for what
 * is no address.
 */
export function clientNetwork(address: string): string | undefined {
  if (isIPv4(address)) return address;
  const value = parseAddress(address);
  if (value === undefined) return undefined;
  return typeof value === 'number' ? formatIpv4(value) : `${formatNetwork(value)}::/64`;
}

function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.');
}

/** The first four groups, each in its shortest form. */
function formatNetwork(value: bigint): string {
  return [112n, 96n, 80n, 64n].map((shift) => ((value >> shift) & 0xffffn).toString(16)).join(':');
}
