import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { checkOptions, ForbiddenError, type Next, refuse } from '@portcullis/core';
import { isOverTls, isTlsSocket } from './is-over-tls.js';

export interface RequireTlsOptions {
  /**
   * Oldest version of TLS accepted on a connection that ends in this process (RFC 9325 §3.1.1).
   * @default 'TLSv1.2'
   */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
}

const action = 'Cannot create requireTls middleware';
const name = 'requireTls';
const versions: readonly string[] = ['TLSv1.2', 'TLSv1.3'];

const withoutTls = new ForbiddenError('Cannot accept request: it came over plain HTTP', {
  code: 'tls_required',
  reason: 'insecure_transport',
  description: 'This service is reached by https only',
});

const tooOld = new ForbiddenError('Cannot accept request: its version of TLS is too old', {
  code: 'tls_version_too_old',
  reason: 'insecure_transport',
  description: 'This service needs a newer version of TLS',
});

/**
 * Makes a middleware that refuses plain HTTP with 403 `tls_required`, and a connection of an older TLS than
 * `minVersion` with 403 `tls_version_too_old`. It does not redirect: what came in the clear has been read on the way,
 * and a caller that is told so by an error gets mended. It leaves nothing on the request.
 *
 * TLS on the socket counts. `X-Forwarded-Proto` counts only from a proxy that Express's `trust proxy` trusts, and then
 * every hop in it must be `https`; on plain `node:http` it never counts.
 *
 * Not checked: the version of TLS between the caller and a proxy, which cannot be seen from here (`minVersion` then
 * holds for the connection of the proxy, if that is TLS); the `Forwarded` header; cipher suites.
 *
 * @throws TypeError on unknown options and versions.
 * @example
 * app.set('trust proxy', ['10.0.0.0/8']);
 * app.use(requireTls({ minVersion: 'TLSv1.3' }));
 */
export function requireTls(options: RequireTlsOptions = {}) {
  checkOptions(action, options, ['minVersion']);
  const { minVersion = 'TLSv1.2' } = options;
  if (!versions.includes(minVersion)) {
    throw new TypeError(
      `${action}: minVersion must be ${versions.join(' or ')}, not ${JSON.stringify(minVersion)}`,
    );
  }
  const accepted = versions.slice(versions.indexOf(minVersion));
  return function requireTlsMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    if (!isOverTls(req)) refuse(req, res, next, withoutTls, [], name);
    else if (!speaks(req.socket, accepted)) refuse(req, res, next, tooOld, [], name);
    else next();
  };
}

/** Plain sockets that are let through so far come from a trusted proxy. */
function speaks(socket: Socket, accepted: readonly string[]): boolean {
  return !isTlsSocket(socket) || accepted.includes(socket.getProtocol() ?? 'none');
}
