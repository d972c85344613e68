import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** A request with what Express adds to it. */
type ExpressRequest = IncomingMessage & {
  readonly ip?: string | undefined;
  readonly app?: { get(setting: string): unknown };
};

/**
 * Where a request comes from, as a name to count by: an IPv4 address, or the /64 network of an IPv6 one, since whoever
 * has one address of it has them all. Express's `req.ip` (which heeds `trust proxy`) when it is an address; a proxy
 * that passes on anything else is counted as itself.
 */
export function clientAddress(req: ExpressRequest): string {
  const named = trustsProxy(req) ? networkOf(req.ip) : undefined;
  return named ?? networkOf(req.socket.remoteAddress) ?? 'unknown';
}

/** Where none is trusted `req.ip` is the socket's address, at ten times the price. */
function trustsProxy({ app }: ExpressRequest): boolean {
  return app?.get('trust proxy') !== false;
}

function networkOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? address : networkOfIpv6(address);
}

function networkOfIpv6(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) groups.push(...missingGroups(groups.length, tail));
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** What `::` stands for, and what follows it; a dotted quad at the end is two groups and never among the first four. */
function missingGroups(present: number, tail: string): readonly string[] {
  const after = tail === '' ? [] : tail.split(':');
  const width = after.length + (tail.includes('.') ? 1 : 0);
  return [...new Array<string>(8 - present - width).fill('0'), ...after];
}
