import type { Decision, Entry, Holder, NewAccount, NewApplication, NewOrder, Order } from './entry.js';
import { formatAmount, parseAmount } from './money.js';

export interface Account extends Omit<NewAccount, 'balance'> {
  readonly cents: bigint;
  /** Oldest first. */
  readonly transactions: readonly Transaction[];
}

/** What moved an account's balance. */
export interface Transaction {
  readonly transactionId: string;
  readonly date: string;
  readonly kind: 'transfer' | 'payment';
  readonly amount: string;
  /** Of the account, behind it. */
  readonly balance: string;
  readonly counterparty: string;
}

export interface Application extends NewApplication, Partial<Decision> {}

/** Everything that the entries of a journal say together. */
export class Books {
  readonly #accounts = new Map<string, Account>();
  readonly #scheduled = new Map<string, Order>();
  readonly #applications = new Map<string, Application>();
  #length = 0;

  /** How many entries are in it. */
  get length(): number {
    return this.#length;
  }

  enter(entry: Entry): void {
    this.#apply(entry);
    this.#length += 1;
  }

  account(accountId: string): Account | undefined {
    return this.#accounts.get(accountId);
  }

  /** Oldest first. */
  accounts(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  application(applicationId: string): Application | undefined {
    return this.#applications.get(applicationId);
  }

  /** Whether the account that it leaves has the money. */
  covers({ fromAccountId, amount }: NewOrder): boolean {
    const account = this.#accounts.get(fromAccountId);
    return account !== undefined && account.cents >= parseAmount(amount);
  }

  /** Of the scheduled orders whose day has come the one that is to be settled first. */
  dueOn(day: string): Order | undefined {
    const due = [...this.#scheduled.values()].filter(({ scheduledDate = '' }) => scheduledDate <= day);
    return due.sort((one, other) => compare(one.scheduledDate, other.scheduledDate))[0];
  }

  #apply(entry: Entry): void {
    switch (entry.kind) {
      case 'account-opened':
        this.#openAccount(entry);
        break;
      case 'order-placed':
        if (entry.status === 'scheduled') this.#scheduled.set(entry.orderId, entry);
        else this.#move(entry, entry.day);
        break;
      case 'order-settled':
        this.#settle(entry.orderId, entry.status, entry.day);
        break;
      case 'application-received':
        this.#applications.set(entry.applicationId, entry);
        break;
      case 'application-decided':
        this.#decide(entry.applicationId, entry);
        break;
    }
  }

  #openAccount({ balance, ...account }: NewAccount): void {
    this.#accounts.set(account.accountId, { ...account, cents: parseAmount(balance), transactions: [] });
  }

  #settle(orderId: string, status: Order['status'], day: string): void {
    const order = this.#scheduled.get(orderId);
    this.#scheduled.delete(orderId);
    if (order !== undefined && status === 'completed') this.#move(order, day);
  }

  #move(order: Order, date: string): void {
    const { orderId, fromAccountId, toAccountId, payee, amount } = order;
    const kind = payee === undefined ? 'transfer' : 'payment';
    const cents = parseAmount(amount);
    const transaction = { transactionId: orderId, date, kind } as const;
    this.#post(fromAccountId, -cents, { ...transaction, counterparty: toAccountId ?? payee?.account ?? '' });
    if (toAccountId !== undefined)
      this.#post(toAccountId, cents, { ...transaction, counterparty: fromAccountId });
  }

  #post(accountId: string, change: bigint, transaction: Omit<Transaction, 'amount' | 'balance'>): void {
    const account = this.#accounts.get(accountId);
    if (account === undefined) throw new Error(`Cannot read the journal: it opens no account ${accountId}`);
    const cents = account.cents + change;
    const amounts = { amount: formatAmount(change), balance: formatAmount(cents) };
    const transactions = [...account.transactions, { ...transaction, ...amounts }];
    this.#accounts.set(accountId, { ...account, cents, transactions });
  }

  #decide(applicationId: string, { decision, reason }: Decision): void {
    const application = this.#applications.get(applicationId);
    if (application === undefined) return;
    this.#applications.set(applicationId, {
      ...application,
      decision,
      ...(reason !== undefined && { reason }),
    });
  }
}

/** The holder of the account that this user is. */
export function holderOf(account: Account, userId: string | undefined): Holder | undefined {
  return account.holders.find((holder) => holder.userId === userId);
}

function compare(one = '', other = ''): number {
  return one < other ? -1 : Number(one > other);
}
