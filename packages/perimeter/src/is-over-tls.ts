import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { trustsPeer } from './trusts-peer.js';

/**
 * Did the request come over TLS all the way? The socket says so, unless the peer is a proxy that Express's
 * `trust proxy` trusts and `X-Forwarded-Proto` is there: then every hop in it must be `https`. Express's `req.secure`
 * looks at the first one alone, which the caller may have written where a proxy appends.
 */
export function isOverTls(req: IncomingMessage): boolean {
  const forwarded = req.headers['x-forwarded-proto'];
  if (forwarded === undefined || !trustsPeer(req)) return isTlsSocket(req.socket);
  return String(forwarded)
    .split(',')
    .every((hop) => hop.trim() === 'https');
}

/** As Express asks it: an `instanceof` would load `node:tls` into apps that never use it. */
export function isTlsSocket(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket && socket.encrypted === true;
}
