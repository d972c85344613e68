import { afterAll, describe, expect, it } from 'vitest';
import { expectProblem, jsonOf } from './gateway.js';
import { startPayments } from './payments.js';

const payments = await startPayments();
const { demo, send } = payments;
const [admin, operator, viewer] = demo.keys;
const tokens = {
  admin: await payments.tokenOf(admin),
  operator: await payments.tokenOf(operator),
  viewer: await payments.tokenOf(viewer),
  other: await payments.tokenOf(demo.other_merchant),
};
const [fromAccountId, toAccountId] = demo.sample.account_ids;
const { terminal_id: terminalId, transaction_id: transactionId } = demo.sample;

const transfer = { fromAccountId, toAccountId, amount: 1250, currency: 'NGN' };
const calls = {
  'accounts:create': ['POST', '/v1/accounts', { name: 'Branch', currency: 'NGN' }, 201],
  'transactions:read': ['GET', '/v1/transactions', undefined, 200],
  'transactions:manage': ['PATCH', `/v1/transactions/${transactionId}`, { note: 'Seen' }, 200],
  'terminals:assign': ['POST', '/v1/terminals/assign', { terminalId, accountId: fromAccountId }, 200],
  'transfers:initiate': ['POST', '/v1/transfers', transfer, 201],
} as const;
const permissions = Object.keys(calls) as readonly (keyof typeof calls)[];

afterAll(() => payments.stop());

describe.each(permissions)('%s', (permission) => {
  const [method, path, body, status] = calls[permission];

  it('401 without a token and with one that is not good, before the body', async () => {
    const broken = body && '{';
    await expectProblem(await send(method, path, undefined, broken), 401, { challenge: 'Bearer' });
    await expectProblem(await send(method, path, 'x.y.z', broken), 401, {
      error: 'invalid_token',
      challenge: 'Bearer error="invalid_token"',
    });
  });

  it('403 for a token without it, before the body', async () => {
    const other = permission === 'transactions:read' ? 'accounts:create' : 'transactions:read';
    const narrowed = await payments.tokenOf(admin, { scope: other });
    await expectProblem(await send(method, path, narrowed, body && '{'), 403, {
      error: 'insufficient_scope',
      challenge: `Bearer scope="${permission}", error="insufficient_scope"`,
    });
  });

  it('is let through for a token that was narrowed to it', async () => {
    const narrowed = await payments.tokenOf(admin, { scope: permission });
    expect((await send(method, path, narrowed, body)).status).toBe(status);
  });

  it.each(['admin', 'operator', 'viewer'] as const)('is decided by the role: %s', async (role) => {
    const permitted = {
      admin: permissions,
      operator: ['transactions:read', 'transactions:manage', 'terminals:assign'],
      viewer: ['transactions:read'],
    };
    const expected = permitted[role].includes(permission) ? status : 403;
    expect((await send(method, path, tokens[role], body)).status).toBe(expected);
  });

  it('405 for another method', async () => {
    const response = await send('DELETE', path, tokens.admin);
    expect(response.headers.get('allow')).toBe(method === 'GET' ? 'GET, HEAD' : method);
    await expectProblem(response, 405);
  });
});

describe('bodies', () => {
  it.each([
    ['POST', '/v1/accounts', {}, ['/name', '/currency']],
    ['POST', '/v1/accounts', { name: '', currency: 'ngn', balance: 1 }, ['/name', '/currency', '/balance']],
    ['POST', '/v1/accounts', { name: ' ', currency: 7 }, ['/name', '/currency']],
    ['POST', '/v1/accounts', { name: 'a\u0000', currency: 'NGN' }, ['/name']],
    ['PATCH', '/v1/transactions/x', {}, ['/note']],
    ['PATCH', '/v1/transactions/x', { note: 'x'.repeat(501) }, ['/note']],
    ['PATCH', `/v1/transactions/${transactionId}`, { note: 'x', amount: 1 }, ['/amount']],
    ['POST', '/v1/terminals/assign', { terminalId: 1 }, ['/terminalId', '/accountId']],
    ['POST', '/v1/transfers', { ...transfer, amount: '12.50' }, ['/amount']],
    ['POST', '/v1/transfers', { ...transfer, amount: 12.5 }, ['/amount']],
    ['POST', '/v1/transfers', { ...transfer, amount: 0 }, ['/amount']],
    ['POST', '/v1/transfers', { ...transfer, amount: -1 }, ['/amount']],
    ['POST', '/v1/transfers', { ...transfer, amount: 2 ** 53 }, ['/amount']],
    ['POST', '/v1/transfers', { ...transfer, toAccountId: fromAccountId }, ['/toAccountId']],
    ['POST', '/v1/transfers', [], ['']],
  ])('400 with one entry for each offending field: %s %s %j', async (method, path, body, fields) => {
    const response = await send(method, path, tokens.admin, body);
    expect(response.status).toBe(400);
    const { errors } = await jsonOf<{ errors: { pointer: string }[] }>(response);
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([...fields].sort());
  });

  it.each([
    ['broken JSON', 400, 'application/json', '{'],
    ['another media type', 415, 'application/x-www-form-urlencoded', 'name=x&currency=NGN'],
    ['over 100 KiB', 413, 'application/json', JSON.stringify({ name: 'x'.repeat(102_400) })],
  ])('%s: %i', async (_, status, type, body) => {
    const headers = { authorization: `Bearer ${tokens.admin}`, 'content-type': type };
    await expectProblem(
      await fetch(`${payments.url}/v1/accounts`, { method: 'POST', headers, body }),
      status,
    );
  });
});

describe('what belongs to another merchant', () => {
  const foreign = demo.other_merchant.transaction_id;

  it.each([
    ['PATCH', `/v1/transactions/${foreign}`, '/v1/transactions/missing', { note: 'x' }, { note: 'x' }],
    [
      'POST',
      '/v1/terminals/assign',
      '/v1/terminals/assign',
      { terminalId: 'missing', accountId: fromAccountId },
      { terminalId, accountId: 'missing' },
    ],
  ])('is the very 404 of what does not exist: %s %s', async (method, path, missing, body, other) => {
    const answers = [
      await send(method, path, tokens.admin, body),
      await send(method, missing, tokens.admin, other),
      await fetch(`${payments.url}/v1/nowhere`),
    ];
    const told = await Promise.all(answers.map(async (answer) => [answer.status, await answer.text()]));
    expect(told[0]?.[0]).toBe(404);
    expect(new Set(told.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('is out of reach by every call that names it', async () => {
    const assign = { terminalId, accountId: fromAccountId };
    const refused = [
      await send('PATCH', `/v1/transactions/${transactionId}`, tokens.other, { note: 'Mine now' }),
      await send('POST', '/v1/terminals/assign', tokens.other, assign),
      await send('POST', '/v1/transfers', tokens.other, transfer),
    ];
    const account = await jsonOf(
      await send('POST', '/v1/accounts', tokens.other, { name: 'Theirs', currency: 'NGN' }),
    );
    refused.push(
      await send('POST', '/v1/transfers', tokens.admin, { ...transfer, toAccountId: account.id }),
      await send('POST', '/v1/transfers', tokens.admin, { ...transfer, fromAccountId: account.id }),
      await send('POST', '/v1/terminals/assign', tokens.admin, { terminalId, accountId: account.id }),
    );
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 404));
    for (const response of refused)
      expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it.each(['..%2f..%2fsecret', '..', '%00', 'x'.repeat(300), '__proto__', '%'])(
    'is not found by a hostile id: %s',
    async (id) => {
      const response = await send('PATCH', `/v1/transactions/${id}`, tokens.admin, { note: 'x' });
      expect([400, 404]).toContain(response.status);
    },
  );

  it('is not in the list', async () => {
    const idsFor = async (token: string) => {
      const response = await send('GET', '/v1/transactions', token);
      const { transactions } = await jsonOf<{ transactions: { id: string }[] }>(response);
      return transactions.map(({ id }) => id);
    };
    expect(await idsFor(tokens.admin)).toContain(transactionId);
    expect(await idsFor(tokens.admin)).not.toContain(foreign);
    expect(await idsFor(tokens.other)).toEqual([foreign]);
  });
});

describe('what was done', () => {
  it('stands there: an account takes a terminal and a transfer, a note is on its transaction', async () => {
    const created = await send('POST', '/v1/accounts', tokens.admin, { name: 'Kiosk', currency: 'NGN' });
    const account = await jsonOf<{ id: string }>(created);
    expect(account).toEqual({ id: expect.any(String), name: 'Kiosk', currency: 'NGN' });
    const assigned = await send('POST', '/v1/terminals/assign', tokens.operator, {
      terminalId,
      accountId: account.id,
    });
    expect(await jsonOf(assigned)).toEqual({ terminalId, accountId: account.id });
    const sent = await send('POST', '/v1/transfers', tokens.admin, { ...transfer, toAccountId: account.id });
    const { id } = await jsonOf<{ id: string }>(sent);
    await send('PATCH', `/v1/transactions/${id}`, tokens.operator, { note: 'Float for the kiosk' });
    const { transactions } = await jsonOf<{ transactions: object[] }>(
      await send('GET', '/v1/transactions', tokens.viewer),
    );
    expect(transactions).toContainEqual(
      expect.objectContaining({ id, amount: 1250, currency: 'NGN', note: 'Float for the kiosk' }),
    );
  });

  it('is listed in pages', async () => {
    const page = async (query: string) =>
      jsonOf<{ transactions: { id: string }[]; next?: string }>(
        await send('GET', `/v1/transactions?${query}`, tokens.viewer),
      );
    const { transactions } = await page('');
    const first = await page('limit=1');
    expect(first).toEqual({ transactions: transactions.slice(0, 1), next: transactions[0]?.id });
    expect((await page(`limit=1&after=${first.next}`)).transactions).toEqual(transactions.slice(1, 2));
    const refused = await send('GET', '/v1/transactions?limit=0', tokens.viewer);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  });
});
