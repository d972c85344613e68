import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecords, type Records } from '@portcullis-examples/host/records';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bank, createBank } from '../../bank/bank.js';
import { createJournal } from '../../bank/journal.js';
import { formatAmount, parseAmount } from '../../bank/money.js';

let folder: string;
let records: Records[];
let day: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-bank-'));
  records = [];
  day = '2026-11-21';
});

afterEach(async () => {
  for (const each of records) await each.close();
  rmSync(folder, { recursive: true });
});

/** An instance on the records that all of them share. */
async function openBank(): Promise<Bank> {
  const shared = await openRecords({ settings: { databaseUrl: undefined }, folder } as never);
  records.push(shared);
  return createBank(createJournal(shared), () => day);
}

async function openAccounts(bank: Bank): Promise<void> {
  const account = { currency: 'NZD', balance: '100.00', holders: [] };
  for (const accountId of ['a', 'b']) await bank.openAccount({ ...account, accountId, name: accountId });
}

const transfer = (amount: string, scheduledDate?: string) => ({
  ...{ fromAccountId: 'a', toAccountId: 'b', amount, currency: 'NZD' },
  ...(scheduledDate !== undefined && { scheduledDate }),
});

const balances = async (bank: Bank) => (await bank.accounts()).map(({ cents }) => formatAmount(cents));

describe('amounts', () => {
  it.each([
    ['0.01', 1n, '0.01'],
    ['0.1', 10n, '0.10'],
    ['12', 1200n, '12.00'],
    ['12.5', 1250n, '12.50'],
    ['-12.50', -1250n, '-12.50'],
    ['-0.05', -5n, '-0.05'],
    ['999999999999.99', 99_999_999_999_999n, '999999999999.99'],
  ])('%s is %s cents', (text, cents, formatted) => {
    expect([parseAmount(text), formatAmount(cents)]).toEqual([cents, formatted]);
  });
});

describe('scheduled orders', () => {
  it('leave the balance alone until their day, and are settled on it once, by whoever looks first', async () => {
    const [bank, other] = [await openBank(), await openBank()];
    await openAccounts(bank);
    expect(await bank.place(transfer('30.00', '2026-12-01'))).toMatchObject({ status: 'scheduled' });
    day = '2026-11-30';
    expect(await balances(other)).toEqual(['100.00', '100.00']);
    day = '2026-12-01';
    const seen = await Promise.all([...Array(10)].flatMap(() => [balances(bank), balances(other)]));
    expect(new Set(seen.map(String))).toEqual(new Set(['70.00,130.00']));
    const [transaction] = (await bank.account('a'))?.transactions ?? [];
    expect(transaction).toMatchObject({ date: '2026-12-01', amount: '-30.00', balance: '70.00' });
  });

  it('need the money on their day: those that come first have it', async () => {
    const bank = await openBank();
    await openAccounts(bank);
    await bank.place(transfer('80.00', '2026-12-02'));
    await bank.place(transfer('70.00', '2026-12-01'));
    await bank.place(transfer('20.00', '2026-12-02'));
    day = '2027-01-01';
    expect(await balances(bank)).toEqual(['10.00', '190.00']);
    expect(await balances(await openBank())).toEqual(['10.00', '190.00']);
  });

  it('for today are done today', async () => {
    const bank = await openBank();
    await openAccounts(bank);
    expect(await bank.place(transfer('30.00', day))).toMatchObject({ status: 'completed' });
    expect(await bank.place(transfer('30.00', '2026-11-20'))).toMatchObject({ error: 'past_date' });
  });
});

describe('several instances', () => {
  it('never overdraw together', async () => {
    const banks = [await openBank(), await openBank(), await openBank()] as const;
    await openAccounts(banks[0]);
    const placed = await Promise.all(
      Array.from({ length: 50 }, (_, index) => banks[index % 3]?.place(transfer('7.00'))),
    );
    expect(placed.filter((answer) => answer && 'orderId' in answer).length).toBe(14);
    for (const bank of banks) expect(await balances(bank)).toEqual(['2.00', '198.00']);
  });

  it('decide once', async () => {
    const banks = [await openBank(), await openBank()] as const;
    await banks[0].receive({ applicationId: 'x', applicant: 'Ada', product: 'savings', documents: [] });
    const decisions = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        banks[index % 2]?.decide('x', 'user', { decision: 'approved' }),
      ),
    );
    expect(decisions.filter((answer) => answer && 'decision' in answer).length).toBe(1);
  });

  it('open an account once', async () => {
    const banks = [await openBank(), await openBank()] as const;
    await Promise.all(banks.map(openAccounts));
    await banks[0].place(transfer('30.00'));
    await openAccounts(banks[1]);
    expect(await balances(banks[1])).toEqual(['70.00', '130.00']);
  });
});
