import type { IncomingMessage } from 'node:http';

/** What Express adds to a request, as far as it is looked at here. On plain `node:http` all of it is absent. */
interface ExpressRequest {
  readonly app?: { get?(setting: string): unknown };
  readonly ip?: string | undefined;
}

/** Does the app's `trust proxy` trust whoever is at the other end of the connection? Without Express: nobody. */
export function trustsPeer(req: IncomingMessage & ExpressRequest): boolean {
  const trust = req.app?.get?.('trust proxy fn');
  return typeof trust === 'function' && Boolean(trust(req.socket.remoteAddress, 0));
}

/** Is the app's `trust proxy` plain `true`, so that every caller is believed what it says of itself? */
export function trustsEverybody(req: IncomingMessage & ExpressRequest): boolean {
  return req.app?.get?.('trust proxy') === true;
}

/** The address of the caller as the app's `trust proxy` finds it in `X-Forwarded-For`; without Express the peer's. */
export function forwardedAddress(req: IncomingMessage & ExpressRequest): string | undefined {
  return req.app === undefined ? req.socket.remoteAddress : req.ip;
}
