import { isIPv6 } from 'node:net';
import { type Address, parseAddress } from './parse-address.js';

/** A network as the range of its addresses, both ends included; they are of one family. */
export interface Network {
  readonly first: Address;
  readonly last: Address;
}

const prefixLength = /^(?:0|[1-9]\d{0,2})$/;

/**
 * `10.0.0.0/8`, `2001:db8::/32` (RFC 4632 §3.1, RFC 4291 §2.3) or a single address to its range.
 *
 * @param action What fails, for the message: `Cannot create ipAllowList middleware`.
 * @throws TypeError that says what is wrong with it. Bits set after the prefix are wrong: `10.0.0.5/8` may be meant
 * as one address, and would be sixteen million.
 */
export function parseNetwork(action: string, text: unknown): Network {
  if (typeof text !== 'string') throw new TypeError(`${action}: ${String(text)} is not text`);
  const [base = '', prefix, ...rest] = text.split('/');
  const address = parseAddress(base);
  if (address === undefined || base.includes('%') || rest.length > 0) {
    throw new TypeError(`${action}: ${JSON.stringify(text)} is not an IPv4 or IPv6 address or network`);
  }
  if (prefix === undefined) return { first: address, last: address };
  const width = isIPv6(base) ? 128 : 32;
  if (!prefixLength.test(prefix) || Number(prefix) > width) {
    throw new TypeError(
      `${action}: ${JSON.stringify(text)} has a prefix that is not a number from 0 to ${width}`,
    );
  }
  const last = lastOf(address, width - Number(prefix));
  if (last === undefined) {
    throw new TypeError(
      `${action}: ${JSON.stringify(text)} has bits set after its prefix; give the network, or the address alone`,
    );
  }
  return { first: address, last };
}

/** The last address of the network that starts at this one, or `undefined` when no network of that size starts there. */
function lastOf(first: Address, hostBits: number): Address | undefined {
  if (typeof first === 'bigint') {
    const size = 1n << BigInt(hostBits);
    return first % size === 0n ? first + size - 1n : undefined;
  }
  // More than 32 would reach from the IPv4-mapped addresses into the IPv6 ones around them.
  const size = 2 ** hostBits;
  return hostBits <= 32 && first % size === 0 ? first + size - 1 : undefined;
}
