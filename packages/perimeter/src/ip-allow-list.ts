import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  callerAddress,
  checkOptions,
  createAddressList,
  ForbiddenError,
  type Next,
  refuse,
} from '@portcullis/core';

export interface IpAllowListOptions {
  /**
   * Judge the address that Express's `trust proxy` finds in `X-Forwarded-For` (`req.ip`), not that of the socket. Safe
   * only where `trust proxy` names the proxies, or counts them and nobody reaches the app past them.
   * @default false
   */
  readonly acceptForwardedFor?: boolean;
}

const action = 'Cannot create ipAllowList middleware';
const name = 'ipAllowList';

const notListed = new ForbiddenError('Cannot accept request: its address is not on the list', {
  code: 'address_not_allowed',
  reason: 'address_not_allowed',
  description: 'This service does not take requests from this address',
});

/**
 * Makes a middleware that lets requests through from these addresses and networks (`10.0.0.0/8`, `2001:db8::/32`,
 * `192.0.2.7`) and refuses all others with 403 `address_not_allowed`, also those whose address cannot be told: a Unix
 * socket, a closed connection, an `X-Forwarded-For` entry with a port or a name. IPv4-mapped addresses (`::ffff:…`) are
 * judged as the IPv4 addresses they are. It leaves nothing on the request.
 *
 * The address is that of the socket, unless `acceptForwardedFor` says otherwise. With it, an app whose `trust proxy` is
 * `true` gets an error for each request (500), because there every caller may name its own address.
 *
 * An address is no proof of who calls: use it beside a credential, not in place of one.
 *
 * @throws TypeError on an empty list, on what is no address or network, and on a network with bits set after its prefix.
 * @example
 * app.use('/admin', ipAllowList(['10.0.0.0/8', '2001:db8::/32']));
 */
export function ipAllowList(networks: readonly string[], options: IpAllowListOptions = {}) {
  const list = createAddressList(action, networks);
  checkOptions(action, options, ['acceptForwardedFor']);
  const { acceptForwardedFor = false } = options;
  if (typeof acceptForwardedFor !== 'boolean') {
    throw new TypeError(`${action}: acceptForwardedFor must be true or false`);
  }
  return function ipAllowListMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
    if (list.includes(callerAddress(req, acceptForwardedFor))) next();
    else refuse(req, res, next, notListed, [], name);
  };
}
