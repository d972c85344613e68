import type { IncomingMessage } from 'node:http';

/** What Express adds to a request, as far as it is looked at here. On plain `node:http` all of it is absent. */
interface ExpressRequest {
  readonly app?: { get?(setting: string): unknown };
  readonly ip?: string | undefined;
}

/**
 * The address that a request comes from: that of the socket, or with `acceptForwardedFor` the one that Express's
 * `trust proxy` finds in `X-Forwarded-For` (`req.ip`). A proxy may pass on anything: it need not be an address.
 *
 * @throws Error when forwarded addresses are accepted and `trust proxy` is plain `true`: every caller could name its own.
 */
export function callerAddress(
  req: IncomingMessage & ExpressRequest,
  acceptForwardedFor: boolean,
): string | undefined {
  if (!acceptForwardedFor || req.app === undefined) return req.socket.remoteAddress;
  if (req.app.get?.('trust proxy') === true) throw new Error(trustProxyIsTrue);
  return req.ip;
}

const trustProxyIsTrue =
  'Cannot judge the address of a request: "trust proxy" is true, so every caller may name its own; give it the addresses of the proxies';
