import type { CountReservation, CountWindow, Refund } from './counter-store.js';
import { requireTime } from './storable.js';

/** The amount to count. @throws TypeError unless amount and window are whole numbers above 0. */
export function countedAmount({ amount = 1, windowMs }: CountWindow): number {
  requireWhole('amount', amount, 1);
  requireWhole('windowMs', windowMs, 1);
  return amount;
}

/** The amount to reserve. @throws TypeError as `countedAmount`, and unless the limit is a whole number. */
export function reservedAmount(reservation: CountReservation): number {
  requireWhole('limit', reservation.limit, 0);
  return countedAmount(reservation);
}

/** The amount to give back. @throws TypeError unless it is a whole number above 0, and the window is named. */
export function refundedAmount({ amount = 1, resetsAt }: Refund): number {
  requireWhole('amount', amount, 1);
  requireTime('refund', 'resetsAt', resetsAt);
  return amount;
}

function requireWhole(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw new TypeError(`Cannot count: ${name} must be a whole number, ${least} or more`);
}
