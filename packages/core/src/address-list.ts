import { parseAddress } from './parse-address.js';
import { type Network, parseNetwork } from './parse-network.js';

/** Addresses and networks of both families. */
export interface AddressList {
  /** Does this text spell an address that is on the list? What is no address is on no list. */
  includes(text: string | undefined): boolean;
}

/**
 * Makes a list out of addresses and networks.
 *
 * `net.BlockList` is not used: it finds every IPv4 address in `::/0`, takes `10.0.0.5/8` for `10.0.0.0/8` without a
 * word, and costs 1.4 µs a look-up on Node 20 (this 0.2 to 0.5 for IPv4, 1.5 for IPv6).
 *
 * @param action What fails, for the message: `Cannot create ipAllowList middleware`.
 * @throws TypeError when an entry is neither, or there is none.
 */
export function createAddressList(action: string, entries: readonly string[]): AddressList {
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new TypeError(`${action}: an array of at least one address or network is needed`);
  }
  const networks = entries.map((entry) => parseNetwork(action, entry));
  const ipv4 = networks.filter(({ first }) => typeof first === 'number');
  const ipv6 = networks.filter(({ first }) => typeof first === 'bigint');
  return {
    includes(text) {
      const address = text === undefined ? undefined : parseAddress(text);
      if (address === undefined) return false;
      return isWithin(address, typeof address === 'number' ? ipv4 : ipv6);
    },
  };
}

function isWithin(address: Network['first'], networks: readonly Network[]): boolean {
  for (const { first, last } of networks) if (first <= address && address <= last) return true;
  return false;
}
