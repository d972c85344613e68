import type { IncomingMessage } from 'node:http';
import { isPrincipal } from './create-principal.js';
import type { Principal } from './principal.js';

declare global {
  namespace Express {
    interface Request {
      /** Who calls; set by the guards before this handler, absent where none of them found anybody. */
      principal?: Principal;
    }
  }
}

/** A request as the guards see it. */
export type GuardedRequest = IncomingMessage & { principal?: Principal };

/**
 * The principal that the guards of this route left on the request.
 *
 * @throws Error when there is none: the route has no guard, or only optional ones and nobody came.
 */
export function principalOf(req: IncomingMessage): Principal {
  const principal = standingPrincipal(req);
  if (principal === undefined) {
    throw new Error('Cannot read the principal: no guard before this handler found one');
  }
  return principal;
}

/**
 * @throws TypeError when something else than a guard wrote `req.principal`, as passport does with
 * `assignProperty: 'principal'`: it is not believed.
 */
export function standingPrincipal(req: GuardedRequest): Principal | undefined {
  const principal = req.principal;
  if (principal === undefined || isPrincipal(principal)) return principal;
  throw new TypeError(
    'Cannot read the principal: req.principal was overwritten by something that is not a guard',
  );
}
