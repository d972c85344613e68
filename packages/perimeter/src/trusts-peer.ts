import type { IncomingMessage } from 'node:http';

/** What Express adds to a request, as far as it is looked at here. On plain `node:http` all of it is absent. */
interface ExpressRequest {
  readonly app?: { get?(setting: string): unknown };
}

/** Does the app's `trust proxy` trust whoever is at the other end of the connection? Without Express: nobody. */
export function trustsPeer(req: IncomingMessage & ExpressRequest): boolean {
  const trust = req.app?.get?.('trust proxy fn');
  return typeof trust === 'function' && Boolean(trust(req.socket.remoteAddress, 0));
}
