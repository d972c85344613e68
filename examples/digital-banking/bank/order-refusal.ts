import type { Books } from './books.js';
import type { NewOrder } from './entry.js';
import type { Refusal } from './refusal.js';

/** What stands against an order on this day. One for a later day needs no money yet. */
export function orderRefusal(order: NewOrder, books: Books, today: string): Refusal | undefined {
  const { fromAccountId, toAccountId, currency, scheduledDate = today } = order;
  const from = books.account(fromAccountId);
  const to = toAccountId === undefined ? undefined : books.account(toAccountId);
  if (from === undefined) return refusal('unknown_account', 'There is no such account');
  if (toAccountId !== undefined && to === undefined)
    return refusal('unknown_target', 'There is no such target account');
  if (from === to) return refusal('same_account', 'The target must be another account');
  if (from.currency !== currency || (to ?? from).currency !== currency) {
    return refusal('wrong_currency', 'The accounts are kept in another currency');
  }
  if (scheduledDate < today) return refusal('past_date', 'The scheduled date is over');
  if (scheduledDate > today || books.covers(order)) return undefined;
  return refusal('insufficient_funds', 'There is not enough money on the account');
}

function refusal(error: string, detail: string): Refusal {
  return { status: 422, error, detail };
}
