import type { FilteringSource } from '@portcullis/authorize';
import type { Principal } from '@portcullis/core';
import type { Bank } from './bank.js';
import { type Account, holderOf } from './books.js';

/** Accounts of this holder; of everybody where none is named. */
export interface AccountFilter {
  readonly userId?: string;
}

export type AccountSource = FilteringSource<AccountFilter>;

/** Whose accounts are whose. Holders see theirs, tellers all; only a holder who may debit an account orders from it. */
export function createAccountSource(bank: Bank): AccountSource {
  return {
    async isEntitled({ principal, id, action }) {
      const account = await bank.account(id);
      if (account === undefined) return false;
      const holder = holderOf(account, principal.user?.id);
      if (action === 'debit') return holder?.debit === true;
      return holder !== undefined || seesAll(principal);
    },
    // Without a user nobody's: no account has a holder of an empty id.
    filterFor: ({ principal }) => (seesAll(principal) ? {} : { userId: principal.user?.id ?? '' }),
  };
}

export function isFor({ userId }: AccountFilter, account: Account): boolean {
  return userId === undefined || holderOf(account, userId) !== undefined;
}

function seesAll({ roles }: Principal): boolean {
  return roles.includes('teller');
}
