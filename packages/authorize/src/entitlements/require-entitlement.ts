import type { IncomingMessage } from 'node:http';
import { defineGuard, ForbiddenError, type Guard, isPromiseLike, SecurityError } from '@portcullis/core';
import { askIsEntitled } from './ask-source.js';
import { checkEntitlement } from './check-entitlement.js';
import type { EntitlementOptions } from './entitlement-source.js';
import { createIdReader, type ResourceId } from './resource-id.js';

export interface RequireEntitlementOptions extends EntitlementOptions {
  /**
   * Answers 404 in place of 403, with the very bytes that `notFound()` of core answers for a missing resource.
   * @default false
   */
  readonly hide?: boolean;
}

const ACTION = 'Cannot create requireEntitlement';

/**
 * Lets a principal through of whom the source says that it may do the action with this one resource. Mount it after the
 * guard of a credential. Refuses with a plain 403, or with the 404 of a resource that does not exist.
 *
 * Asked once for each request: `can` and `filterFor` with the same source share the answers. A source that fails is 503.
 * Does not check that the resource exists.
 *
 * @param id The name of the route's parameter, or a function that reads the id. On a request that has no such parameter
 * the guard hands a `TypeError` to the app: the route is wrong, and nobody gets through.
 * @throws TypeError at creation for wrong names and options.
 * @example
 * app.get('/accounts/:accountId', user, requireEntitlement('account', 'accountId', { source, action: 'read', hide: true }), show);
 */
export function requireEntitlement<Req extends IncomingMessage = IncomingMessage>(
  type: string,
  id: ResourceId<Req>,
  options: RequireEntitlementOptions,
): Guard {
  checkEntitlement(ACTION, type, options, 'hide');
  const { source, action, hide = false } = options;
  if (typeof hide !== 'boolean') throw new TypeError(`${ACTION}: hide is neither true nor false`);
  const readId = createIdReader(ACTION, id);
  const refuse = hide ? refuseAsMissing : refuseOpenly;
  return defineGuard(`requireEntitlement(${type}:${action})`, {
    check(principal, req) {
      const answer = askIsEntitled(req, source, { principal, type, id: readId(req), action });
      return isPromiseLike(answer) ? answer.then((entitled) => entitled || refuse()) : answer || refuse();
    },
  });
}

const MESSAGE = 'Cannot let the request through: the resource belongs to somebody else';

function refuseOpenly(): never {
  throw new ForbiddenError(MESSAGE, { reason: 'not_entitled' });
}

function refuseAsMissing(): never {
  throw new SecurityError(MESSAGE, { status: 404, reason: 'not_entitled' });
}
