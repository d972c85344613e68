import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-request.js';
import { allScopes, startBank } from './bank.js';
import { expectProblem, jsonOf } from './gateway.js';

const bank = await startBank();
const key = bank.confidentialApp.api_key;
const owner = bank.userOf('account-owner');
const [everyday = '', household = ''] = owner.accounts.map(({ accountId }) => accountId);
let token = '';

beforeAll(async () => {
  token = await bank.tokenOf(bank.confidentialApp, owner, allScopes);
});

afterAll(() => bank.stop());

const transfer = { fromAccountId: everyday, toAccountId: household, amount: '12.50', currency: 'NZD' };
const payee = { name: 'Power company', account: '12-3456-7890' };
const payment = { fromAccountId: everyday, payee, amount: '30.05', currency: 'NZD' };
const nextYear = `${new Date().getUTCFullYear() + 1}-06-01`;

const post = (path: string, body: unknown, headers = {}) =>
  bank.call('POST', `/banking/${path}`, { key, token, body, headers });
const balances = () =>
  Promise.all([everyday, household].map((accountId) => bank.balanceOf({ key, token }, accountId)));

describe('off the schema: 400, one entry for each field', () => {
  const cases: readonly (readonly [path: string, changes: object, fields: readonly string[]])[] = [
    ['transfers', { amount: 12.5 }, ['/amount']],
    ...[
      '',
      '0.00',
      '0',
      '-1.00',
      '+1.00',
      '1e3',
      '1.005',
      '.5',
      '5.',
      '01.00',
      '1,00',
      ' 1.00',
      '1.00\n',
      '1 000.00',
    ].map((amount) => ['transfers', { amount }, ['/amount']] as const),
    ['transfers', { amount: '1'.repeat(13) }, ['/amount']],
    ['transfers', { currency: 'nzd', amount: null }, ['/amount', '/currency']],
    ['transfers', { scheduledDate: '2026-02-30' }, ['/scheduledDate']],
    ['transfers', { scheduledDate: 'tomorrow' }, ['/scheduledDate']],
    ['transfers', { toAccountId: undefined, fromAccountId: '' }, ['/fromAccountId', '/toAccountId']],
    ['transfers', { 'a/b~c': 1, toString: 1 }, ['/a~1b~0c', '/toString']],
    ['payments', { payee: undefined }, ['/payee']],
    [
      'payments',
      { payee: { name: ' ', account: 7, iban: 'x' } },
      ['/payee/account', '/payee/iban', '/payee/name'],
    ],
    ['payments', { toAccountId: household }, ['/toAccountId']],
  ];

  it.each(cases)('%s %j: %j', async (path, changes, fields) => {
    const body = { ...(path === 'transfers' ? transfer : payment), ...changes };
    const response = await post(path, body);
    const { errors = [] } = await jsonOf<{ errors?: { pointer: string }[] }>(response.clone());
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(fields);
    await expectProblem(response, 400, { fields: errors.map(({ pointer }) => pointer) });
  });

  it('no object: an entry for the whole', async () => {
    await expectProblem(await post('transfers', '[]'), 400, { fields: [''] });
  });

  it('no JSON, another media type, too long', async () => {
    await expectProblem(await post('transfers', '{'), 400);
    await expectProblem(await post('transfers', 'a=b', { 'content-type': 'text/plain' }), 415);
    await expectProblem(
      await post('transfers', JSON.stringify({ ...transfer, x: 'x'.repeat(110_000) })),
      413,
    );
  });

  it.each(['transfers/', 'TRANSFERS', 'transfers?amount=1.00', 'transfers/?x'])(
    'also where the path is written in another way: %s',
    async (path) => {
      await expectProblem(await post(path, { ...transfer, amount: 12.5 }), 400, { fields: ['/amount'] });
      expect((await post(path, { ...transfer, amount: '0.01' })).status).toBe(201);
    },
  );

  it('a target in absolute form does not get around them', async () => {
    const body = JSON.stringify({ ...transfer, amount: 12.5 });
    const headers = [`API-Key: ${key}`, `Authorization: Bearer ${token}`, 'Content-Type: application/json'];
    const { status } = await rawRequest(
      bank.port,
      ['POST http://x/banking/transfers HTTP/1.1', ...headers],
      body,
    );
    expect(status).toBeGreaterThanOrEqual(400);
  });

  it('the scope is asked before the body, the body before whose account it is', async () => {
    const narrow = await bank.tokenOf(bank.confidentialApp, owner, 'accounts:read');
    const scope = await bank.call('POST', '/banking/transfers', { key, token: narrow, body: '{' });
    expect(scope.status).toBe(403);
    expect((await post('transfers', { ...transfer, fromAccountId: 'nobody', amount: 'x' })).status).toBe(400);
  });
});

describe('what the bank does not do', () => {
  it.each([
    ['transfers', { ...transfer, toAccountId: 'nobody' }, 'unknown_target'],
    ['transfers', { ...transfer, toAccountId: everyday }, 'same_account'],
    ['transfers', { ...transfer, currency: 'AUD' }, 'wrong_currency'],
    ['transfers', { ...transfer, amount: '999999999999.99' }, 'insufficient_funds'],
    ['payments', { ...payment, amount: '2500.01' }, 'insufficient_funds'],
    ['payments', { ...payment, scheduledDate: '2020-01-01' }, 'past_date'],
  ])('%s %j: 422 %s, and nothing has moved', async (path, order, error) => {
    const before = await balances();
    await expectProblem(await post(path, order), 422, { error });
    expect(await balances()).toEqual(before);
  });

  it('orders from an account that one may only see: 403; from one that one may not see: 404', async () => {
    const coOwner = bank.userOf('account-co-owner');
    const seen = coOwner.accounts.find(({ debit }) => !debit)?.accountId ?? '';
    const own = coOwner.accounts.find(({ debit }) => debit)?.accountId ?? '';
    const credentials = { key, token: await bank.tokenOf(bank.confidentialApp, coOwner, allScopes) };
    for (const [path, order] of [
      ['transfers', transfer],
      ['payments', payment],
    ] as const) {
      const from = (fromAccountId: string, toAccountId?: string) => {
        const body = { ...order, fromAccountId, ...(toAccountId && { toAccountId }) };
        return bank.call('POST', `/banking/${path}`, { ...credentials, body });
      };
      const target = path === 'transfers' ? everyday : undefined;
      await expectProblem(await from(seen, target && own), 403);
      await expectProblem(await from('nobody', target), 404);
      expect((await from(own, target)).status).toBe(201);
    }
    const foreign = bank.demo.users
      .flatMap(({ accounts }) => accounts)
      .find(({ accountId }) => !coOwner.accounts.some((account) => account.accountId === accountId));
    const body = { ...transfer, fromAccountId: foreign?.accountId, toAccountId: own };
    await expectProblem(await bank.call('POST', '/banking/transfers', { ...credentials, body }), 404);
  });
});

describe('what it does', () => {
  it('moves money to the cent, and both accounts tell of it', async () => {
    const [from = '', to = ''] = await balances();
    const response = await post('transfers', { ...transfer, amount: '0.10' });
    expect([response.status, await jsonOf(response)]).toEqual([
      201,
      { transferId: expect.any(String), status: 'completed', ...transfer, amount: '0.10' },
    ]);
    await post('transfers', { ...transfer, amount: '0.2' });
    const cents = (text: string) => BigInt(text.replace('.', ''));
    const [left = '', arrived = ''] = await balances();
    expect([cents(left) - cents(from), cents(arrived) - cents(to)]).toEqual([-30n, 30n]);
    const { transactions } = await jsonOf<{ transactions: object[] }>(
      await bank.call('GET', `/banking/accounts/${household}/transactions?limit=1`, { key, token }),
    );
    expect(transactions).toEqual([
      {
        transactionId: expect.any(String),
        date: new Date().toISOString().slice(0, 10),
        kind: 'transfer',
        amount: '0.20',
        balance: arrived,
        counterparty: everyday,
      },
    ]);
  });

  it('pays', async () => {
    const response = await post('payments', payment);
    expect(await jsonOf(response)).toEqual({
      paymentId: expect.any(String),
      status: 'completed',
      ...payment,
    });
  });

  it('keeps what is for a later day, and leaves the balance alone', async () => {
    const before = await balances();
    const answers = [
      await post('transfers', { ...transfer, scheduledDate: nextYear }),
      await post('payments', { ...payment, amount: '90000.00', scheduledDate: nextYear }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const statuses = await Promise.all(answers.map(async (answer) => (await jsonOf(answer)).status));
    expect(statuses).toEqual(['scheduled', 'scheduled']);
    expect(await balances()).toEqual(before);
  });

  it('never overdraws: of 50 transfers at once just as many go through as there is money for', async () => {
    const [before = ''] = await balances();
    const part = `${Math.floor(Number(before) / 10)}.00`;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post('transfers', { ...transfer, amount: part })),
    );
    const statuses = answers.map(({ status }) => status);
    expect([...new Set(statuses)].sort()).toEqual([201, 422]);
    const gone = BigInt(statuses.filter((status) => status === 201).length) * BigInt(part.replace('.', ''));
    const [left = ''] = await balances();
    expect(BigInt(left.replace('.', ''))).toBe(BigInt(before.replace('.', '')) - gone);
    expect(left).not.toMatch(/-/);
    expect(BigInt(left.replace('.', ''))).toBeLessThan(BigInt(part.replace('.', '')));
  });
});

describe('applications', () => {
  const manager = bank.userOf('deposit-accounts-manager');
  const [first = '', second = ''] = bank.demo.applications.map(({ applicationId }) => applicationId);
  const path = (id: string, below = '') => `/banking/applications/${id}${below}`;
  let credentials: { key: string; token: string };

  beforeAll(async () => {
    credentials = { key, token: await bank.tokenOf(bank.confidentialApp, manager, allScopes) };
  });

  it.each([
    ['GET', ''],
    ['GET', '/documents'],
    ['PUT', '/decision'],
  ])('%s %s of one that there is not: 404', async (method, below) => {
    const body = method === 'PUT' ? { decision: 'declined' } : undefined;
    await expectProblem(await bank.call(method, path('nobody', below), { ...credentials, body }), 404);
  });

  it.each([
    [{}, '/decision'],
    [{ decision: 'maybe' }, '/decision'],
    [{ decision: 'approved', reason: 1 }, '/reason'],
  ])('a decision off the schema: %j', async (body, field) => {
    const response = await bank.call('PUT', path(first, '/decision'), { ...credentials, body });
    await expectProblem(response, 400, { fields: [field] });
  });

  it('are shown with their documents', async () => {
    const application = await jsonOf(await bank.call('GET', path(first), credentials));
    expect(application).toMatchObject({ applicationId: first, status: 'submitted' });
    expect(await jsonOf(await bank.call('GET', path(first, '/documents'), credentials))).toEqual({
      documents: expect.arrayContaining([{ documentId: expect.any(String), kind: 'passport' }]),
    });
  });

  it('are decided once: a second decision is 409', async () => {
    const decide = (body: object) => bank.call('PUT', path(first, '/decision'), { ...credentials, body });
    const decided = await decide({ decision: 'declined', reason: 'No proof of address' });
    const shown = { applicationId: first, status: 'declined', reason: 'No proof of address' };
    expect([decided.status, await jsonOf(decided)]).toEqual([200, expect.objectContaining(shown)]);
    await expectProblem(await decide({ decision: 'approved' }), 409, { error: 'already_decided' });
    await expectProblem(await decide({ decision: 'declined' }), 409, { error: 'already_decided' });
    expect(await jsonOf(await bank.call('GET', path(first), credentials))).toMatchObject(shown);
  });

  it('of 50 decisions at once one counts', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const body = { decision: index % 2 === 0 ? 'approved' : 'declined' };
        return bank.call('PUT', path(second, '/decision'), { ...credentials, body });
      }),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect([won.length, answers.filter(({ status }) => status === 409).length]).toEqual([1, 49]);
    const { status } = await jsonOf(await bank.call('GET', path(second), credentials));
    expect(status).toBe((await jsonOf(won[0] as Response)).status);
  });
});
