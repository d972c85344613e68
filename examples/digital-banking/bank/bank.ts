import { randomId } from '@portcullis/core';
import type { Account, Application, Books } from './books.js';
import type { Decision, NewAccount, NewApplication, NewOrder, Order } from './entry.js';
import type { Journal } from './journal.js';
import { createLedger } from './ledger.js';
import { orderRefusal } from './order-refusal.js';
import type { Refusal } from './refusal.js';

/** The bank, whatever instance is asked. A change is durable when it is answered, and there whole or not at all. */
export interface Bank {
  account(accountId: string): Promise<Account | undefined>;
  /** Oldest first. */
  accounts(): Promise<readonly Account[]>;
  /** Opens it, unless it is there. */
  openAccount(account: NewAccount): Promise<void>;
  /** Moves the money now, or on its day; 422 where it cannot. */
  place(order: NewOrder): Promise<Order | Refusal>;
  application(applicationId: string): Promise<Application | undefined>;
  /** Takes it, unless it is there. */
  receive(application: NewApplication): Promise<void>;
  /** Once: 409 for another decision. `undefined`: there is no such application. */
  decide(
    applicationId: string,
    userId: string,
    decision: Decision,
  ): Promise<Application | Refusal | undefined>;
}

/** @param today the day (UTC), `YYYY-MM-DD` */
export function createBank(journal: Journal, today = () => new Date().toISOString().slice(0, 10)): Bank {
  const ledger = createLedger(journal, today);
  const place = (order: NewOrder) => (books: Books) => {
    const day = today();
    const status = (order.scheduledDate ?? day) > day ? 'scheduled' : 'completed';
    const placed = { ...order, kind: 'order-placed', day, orderId: randomId(), status } as const;
    return orderRefusal(order, books, day) ?? placed;
  };

  return {
    account: (accountId) => ledger.read((books) => books.account(accountId)),
    accounts: () => ledger.read((books) => books.accounts()),
    application: (applicationId) => ledger.read((books) => books.application(applicationId)),

    async openAccount(account) {
      const entry = { kind: 'account-opened', day: today(), ...account } as const;
      await ledger.write((books) => (books.account(account.accountId) === undefined ? entry : undefined));
    },

    async receive(application) {
      const entry = { kind: 'application-received', day: today(), ...application } as const;
      const isNew = (books: Books) => books.application(application.applicationId) === undefined;
      await ledger.write((books) => (isNew(books) ? entry : undefined));
    },

    place: (order) => ledger.write(place(order)),

    async decide(applicationId, userId, decision) {
      const entry = {
        kind: 'application-decided',
        day: today(),
        applicationId,
        userId,
        ...decision,
      } as const;
      const decided = await ledger.write((books) => {
        const application = books.application(applicationId);
        return application?.decision === undefined ? application && entry : alreadyDecided;
      });
      if (decided?.kind === undefined) return decided;
      return ledger.read((books) => books.application(applicationId));
    },
  };
}

const alreadyDecided: Refusal = {
  status: 409,
  error: 'already_decided',
  detail: 'This application was decided before',
};
