import type { IncomingMessage } from 'node:http';
import { clientNetwork } from './client-network.js';

/** A request with what Express adds to it. */
type ExpressRequest = IncomingMessage & {
  readonly ip?: string | undefined;
  readonly app?: { get(setting: string): unknown };
};

/**
 * Where a request comes from, as a name to count by: an IPv4 address, or the /64 network of an IPv6 one. Express's `req.ip`
 * (which heeds `trust proxy`) when it is an address; a proxy that passes on anything else is counted as itself.
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
  return address === undefined ? undefined : clientNetwork(address);
}
