import type { RecordPage, Records } from '@portcullis-examples/host/records';
import type { NewAccount, NewTransfer, TerminalAssignment } from './bodies.js';
import { createMerchantRecords, newThingId, type Stored } from './merchant-records.js';

/** Money that came in or went out. Amounts are in minor units: cents, kobo. */
export type Transaction = {
  readonly kind: 'payment' | 'transfer';
  readonly amount: number;
  readonly currency: string;
  readonly accountId: string;
  readonly toAccountId?: string;
  readonly note?: string;
};

export type Terminal = { readonly accountId?: string };

/** What a merchant has. Of what is not theirs every question is answered as of what does not exist: `undefined`. */
export interface Books {
  createAccount(merchant: string, account: NewAccount): Promise<Stored<NewAccount>>;
  transactions(merchant: string, page: RecordPage): Promise<readonly Stored<Transaction>[]>;
  writeNote(merchant: string, id: string, note: string): Promise<Stored<Transaction> | undefined>;
  assignTerminal(merchant: string, assignment: TerminalAssignment): Promise<TerminalAssignment | undefined>;
  /** Hands it to settlement, which looks at balances: here it stands among the transactions. */
  initiateTransfer(merchant: string, transfer: NewTransfer): Promise<Stored<NewTransfer> | undefined>;
  /** Enters what is not there yet, for a first start. */
  enter(merchant: string, things: EnteredThings): Promise<void>;
}

/** Things by their ids. */
export interface EnteredThings {
  readonly accounts: Readonly<Record<string, NewAccount>>;
  readonly terminals: Readonly<Record<string, Terminal>>;
  readonly transactions: Readonly<Record<string, Transaction>>;
}

export function createBooks(records: Records): Books {
  const accounts = createMerchantRecords<NewAccount>(records, 'accounts');
  const terminals = createMerchantRecords<Terminal>(records, 'terminals');
  const transactions = createMerchantRecords<Transaction>(records, 'transactions');

  return {
    async createAccount(merchant, account) {
      const id = newThingId('acc');
      await accounts.insert(merchant, id, account);
      return { id, ...account };
    },
    transactions: (merchant, page) => transactions.list(merchant, page),
    writeNote: (merchant, id, note) => transactions.change(merchant, id, { note }),
    async assignTerminal(merchant, { terminalId, accountId }) {
      if (!(await hasAccounts(merchant, accountId))) return undefined;
      const terminal = await terminals.change(merchant, terminalId, { accountId });
      return terminal && { terminalId, accountId };
    },
    async initiateTransfer(merchant, transfer) {
      const { fromAccountId: accountId, ...rest } = transfer;
      if (!(await hasAccounts(merchant, accountId, rest.toAccountId))) return undefined;
      const id = newThingId('txn');
      await transactions.insert(merchant, id, { kind: 'transfer', accountId, ...rest });
      return { id, ...transfer };
    },
    async enter(merchant, things) {
      for (const [id, account] of Object.entries(things.accounts))
        await accounts.insert(merchant, id, account);
      for (const [id, terminal] of Object.entries(things.terminals))
        await terminals.insert(merchant, id, terminal);
      for (const [id, entry] of Object.entries(things.transactions))
        await transactions.insert(merchant, id, entry);
    },
  };

  async function hasAccounts(merchant: string, ...ids: readonly string[]): Promise<boolean> {
    const found = await Promise.all(ids.map((id) => accounts.find(merchant, id)));
    return found.every((account) => account !== undefined);
  }
}
