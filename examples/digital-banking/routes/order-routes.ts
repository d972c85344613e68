import { requireEntitlement } from '@portcullis/authorize';
import { allOf, sendProblem } from '@portcullis/core';
import type { Request, Response, Router } from 'express';
import type { AccountSource } from '../bank/account-source.js';
import type { Bank } from '../bank/bank.js';
import type { NewOrder } from '../bank/entry.js';

/** Orders from accounts that the user may debit. One that they may only see is 403, one that they may not see 404. */
export function orderRoutes(router: Router, bank: Bank, source: AccountSource): void {
  const visible = requireEntitlement('account', fromAccountOf, { source, action: 'read', hide: true });
  const debitable = requireEntitlement('account', fromAccountOf, { source, action: 'debit' });
  const own = allOf(visible, debitable);
  router.post('/banking/transfers', own, placeOrder('transferId'));
  router.post('/banking/payments', own, placeOrder('paymentId'));

  function placeOrder(idName: string) {
    return async (req: Request, res: Response): Promise<void> => {
      const order = req.body as NewOrder;
      const placed = await bank.place(order);
      if ('error' in placed) return sendProblem(res, placed.status, placed);
      res.status(201).json({ ...order, [idName]: placed.orderId, status: placed.status });
    };
  }
}

function fromAccountOf({ body }: Request): string {
  return (body as NewOrder).fromAccountId;
}
