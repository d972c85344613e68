import { readPage } from '@portcullis/core';
import type { Request } from 'express';
import {
  type NewAccount,
  type NewTransfer,
  newAccount,
  newTransfer,
  type TerminalAssignment,
  type TransactionNote,
  terminalAssignment,
  transactionNote,
} from './bodies.js';
import type { Books } from './books.js';
import type { Route } from './routes.js';

/** What merchants work with. */
export function resources(books: Books): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/accounts',
      permission: 'accounts:create',
      status: 201,
      body: newAccount,
      give: ({ merchant }, { body }) => books.createAccount(merchant, body as NewAccount),
    },
    {
      method: 'get',
      path: '/transactions',
      permission: 'transactions:read',
      status: 200,
      give: ({ merchant }, req) => listTransactions(books, merchant, req),
    },
    {
      method: 'patch',
      path: '/transactions/:id',
      permission: 'transactions:manage',
      status: 200,
      body: transactionNote,
      give: ({ merchant }, { params, body }) =>
        books.writeNote(merchant, String(params['id']), (body as TransactionNote).note),
    },
    {
      method: 'post',
      path: '/terminals/assign',
      permission: 'terminals:assign',
      status: 200,
      body: terminalAssignment,
      give: ({ merchant }, { body }) => books.assignTerminal(merchant, body as TerminalAssignment),
    },
    {
      method: 'post',
      path: '/transfers',
      permission: 'transfers:initiate',
      status: 201,
      body: newTransfer,
      give: ({ merchant }, { body }) => books.initiateTransfer(merchant, body as NewTransfer),
    },
  ];
}

/** A page, oldest first; `next` is there when another may follow, to be given back as `after`. */
async function listTransactions(books: Books, merchant: string, { url }: Request): Promise<object> {
  const page = readPage(new URLSearchParams(url.split('?')[1]));
  const transactions = await books.transactions(merchant, page);
  const last = transactions.length === page.limit ? transactions.at(-1) : undefined;
  return { transactions, ...(last && { next: last.id }) };
}
