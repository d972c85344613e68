import { ForbiddenError, type Principal, principalOf } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import type { Request } from 'express';

/** Who calls, and for which merchant. */
export interface Caller {
  readonly merchant: string;
  readonly principal: Principal;
}

export type FindCaller = (req: Request) => Promise<Caller>;

/** The merchant of the client, who is the user's as well where there is one. */
export function createCallerFinder({ clients, users }: Store): FindCaller {
  return async (req) => {
    const principal = principalOf(req);
    const merchant = (await clients.find(principal.client.id))?.ownerId;
    if (merchant === undefined) throw ofNoMerchant();
    if (principal.user !== undefined) {
      const user = await users.find(principal.user.id);
      if (user?.metadata['merchant'] !== merchant) throw ofNoMerchant();
    }
    return { merchant, principal };
  };
}

function ofNoMerchant(): ForbiddenError {
  return new ForbiddenError('Cannot let the request through: client and user are of no one merchant', {
    reason: 'not_entitled',
  });
}
