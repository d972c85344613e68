import { filterFor, requireEntitlement } from '@portcullis/authorize';
import { principalOf } from '@portcullis/core';
import type { Request, Response, Router } from 'express';
import { type AccountSource, isFor } from '../bank/account-source.js';
import type { Bank } from '../bank/bank.js';
import { type Account, holderOf } from '../bank/books.js';
import { formatAmount } from '../bank/money.js';
import { pageOf } from './page-of.js';

/** Accounts and what moved them: one's own, and all for tellers. Somebody else's is not there. */
export function accountRoutes(router: Router, bank: Bank, source: AccountSource): void {
  const toRead = { source, action: 'read' };
  const readable = requireEntitlement('account', 'accountId', { ...toRead, hide: true });
  router.get('/banking/accounts', listAccounts);
  router.get('/banking/accounts/:accountId', readable, showAccount);
  router.get('/banking/accounts/:accountId/transactions', readable, listTransactions);

  async function listAccounts(req: Request, res: Response): Promise<void> {
    const filter = await filterFor(req, 'account', toRead);
    const accounts = (await bank.accounts()).filter((account) => isFor(filter, account));
    const { items, ...more } = pageOf(req, accounts, ({ accountId }) => accountId);
    res.json({ accounts: items.map((account) => present(account, req)), ...more });
  }

  async function showAccount(req: Request, res: Response): Promise<void> {
    res.json(present(await readAccount(req), req));
  }

  async function listTransactions(req: Request, res: Response): Promise<void> {
    const newestFirst = (await readAccount(req)).transactions.toReversed();
    const { items, ...more } = pageOf(req, newestFirst, ({ transactionId }) => transactionId);
    res.json({ transactions: items, ...more });
  }

  /** Accounts are never closed, so one that may be read is there. */
  async function readAccount({ params }: Request): Promise<Account> {
    const account = await bank.account(String(params['accountId']));
    if (account === undefined) throw new Error('Cannot show the account: it is gone');
    return account;
  }
}

function present(account: Account, req: Request): object {
  const { accountId, name, currency, cents } = account;
  const { relation, debit = false } = holderOf(account, principalOf(req).user?.id) ?? {};
  return { accountId, name, currency, balance: formatAmount(cents), ...(relation && { relation }), debit };
}
