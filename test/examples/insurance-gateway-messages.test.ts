import { afterAll, describe, expect, it } from 'vitest';
import { expectProblem, jsonOf, messageOf, startGateway } from './gateway.js';

const bare = 'Bearer';
const notGood = 'Bearer error="invalid_token"';

const gateway = await startGateway();
const [first, second, third] = gateway.demo.clients;
const all = await gateway.tokenOf(first);
const claimsOnly = await gateway.tokenOf(second);
const notifier = await gateway.tokenOf(third);
const billingToken = await gateway.tokenOf(first, { scope: 'billing' });

afterAll(() => gateway.stop());

describe('POST /api/{api}/messages', () => {
  it.each([
    ['no token', undefined, bare],
    ['a malformed one', 'abc', notGood],
    ['one that is no JWT of three parts', 'a.b.c.d.e', notGood],
    ['a token whose payload was changed', 'CHANGED', notGood],
    ['a token whose signature was changed', 'FLIPPED', notGood],
  ])('401 for %s, before anything else is looked at', async (_, token, challenge) => {
    const [header, payload = '', signature = ''] = all.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, scope: 'claims billing x' })).toString(
      'base64url',
    );
    const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    const sent = token
      ?.replace('CHANGED', `${header}.${changed}.${signature}`)
      .replace('FLIPPED', `${header}.${payload}.${flipped}`);
    const error = sent === undefined ? {} : { error: 'invalid_token' };
    await expectProblem(await gateway.send('POST', '/api/claims/messages', sent, '{'), 401, {
      ...error,
      challenge,
    });
    await expectProblem(await gateway.post('billing', sent), 401, { ...error, challenge });
  });

  it.each([
    ['a wrong body', '{"messageType":1}'],
    ['broken JSON', '{'],
    ['a good message', JSON.stringify(messageOf({ messageType: 'invoice' }))],
  ])(
    '403 api_not_assigned for an API that the account does not have, before the body: %s',
    async (_, body) => {
      const response = await gateway.send('POST', '/api/billing/messages', claimsOnly, body);
      await expectProblem(response, 403, { error: 'api_not_assigned' });
    },
  );

  it('403 insufficient_scope for a token that was narrowed to another API, before the body', async () => {
    const challenge = 'Bearer scope="claims", error="insufficient_scope"';
    const response = await gateway.send('POST', '/api/claims/messages', billingToken, '{}');
    await expectProblem(response, 403, { error: 'insufficient_scope', challenge });
    expect((await gateway.post('billing', billingToken, { messageType: 'invoice' })).status).toBe(200);
  });

  it('403 for the token of the administrator, who has no API', async () => {
    const response = await gateway.post('claims', await gateway.tokenOf(gateway.demo.admin));
    await expectProblem(response, 403, { error: 'api_not_assigned' });
  });

  it.each([
    [{}, ['/messageType', '/messageId', '/payload']],
    [messageOf({ messageType: 'unknown' }), ['/messageType']],
    [messageOf({ messageType: 'invoice' }), ['/messageType']],
    [messageOf({ messageType: '__proto__' }), ['/messageType']],
    [messageOf({ messageType: ['claim-notification'] }), ['/messageType']],
    [messageOf({ messageId: '' }), ['/messageId']],
    [messageOf({ messageId: 'x'.repeat(65) }), ['/messageId']],
    [messageOf({ messageId: 'a b' }), ['/messageId']],
    [messageOf({ messageId: '../x' }), ['/messageId']],
    [messageOf({ messageId: 'a\n' }), ['/messageId']],
    [messageOf({ messageId: 'é' }), ['/messageId']],
    [messageOf({ messageId: 7 }), ['/messageId']],
    [messageOf({ payload: null }), ['/payload']],
    [messageOf({ payload: [] }), ['/payload']],
    [messageOf({ payload: 'x' }), ['/payload']],
    [messageOf({ priority: 1 }), ['/priority']],
    [
      { messageType: 'x', messageId: '', payload: 1, 'a/b': 1 },
      ['/messageType', '/messageId', '/payload', '/a~1b'],
    ],
    [[], ['']],
  ])('400 with one entry for each offending field: %j', async (message, fields) => {
    await expectProblem(await gateway.send('POST', '/api/claims/messages', all, message), 400, { fields });
  });

  it('400 comes before the role: a type that this API does not have', async () => {
    await expectProblem(await gateway.post('claims', notifier, { messageType: 'invoice' }), 400, {
      fields: ['/messageType'],
    });
    const wrong = { messageType: 'estimate-submission', messageId: '' };
    await expectProblem(await gateway.post('claims', notifier, wrong), 400, { fields: ['/messageId'] });
  });

  it.each(['estimate-submission', 'repair-authorisation'])(
    '401 with a bare challenge for a type that the role may not send: %s',
    async (messageType) => {
      const response = await gateway.post('claims', notifier, { messageType });
      await expectProblem(response, 401, { error: 'message_type_not_allowed', challenge: bare });
    },
  );

  it('200 for every type that an account is told it may send', async () => {
    const tokens = [all, claimsOnly, notifier];
    for (const [index, { message_types }] of gateway.demo.clients.entries()) {
      for (const messageType of message_types) {
        const api = ['invoice', 'credit-note'].includes(messageType) ? 'billing' : 'claims';
        const message = messageOf({ messageType, messageId: `${messageType}.${index}_` });
        const response = await gateway.send('POST', `/api/${api}/messages`, tokens[index], message);
        expect([response.status, await response.json()]).toEqual([
          200,
          {
            status: 'accepted',
            messageId: `${messageType}.${index}_`,
            reference: expect.stringMatching(/./),
          },
        ]);
      }
    }
  });

  it.each(['a', 'x'.repeat(64), 'A-Z_a.z-0', '...'])('200 for the messageId %s', async (messageId) => {
    expect((await gateway.post('claims', all, { messageId })).status).toBe(200);
  });

  it('gives the same reference for the same messageId of the same client, and another one to another client', async () => {
    const referenceOf = async (token: string, messageId: string) => {
      const response = await gateway.post('claims', token, { messageId });
      expect(response.status).toBe(200);
      return (await jsonOf(response)).reference;
    };
    const references = await Promise.all(Array.from({ length: 20 }, () => referenceOf(all, 'same')));
    expect(new Set(references).size).toBe(1);
    expect(await referenceOf(await gateway.tokenOf(gateway.demo.clients[0]), 'same')).toBe(references[0]);
    expect(await referenceOf(all, 'other')).not.toBe(references[0]);
    expect(await referenceOf(claimsOnly, 'same')).not.toBe(references[0]);
  });

  it.each([
    ['broken JSON', 400, { 'content-type': 'application/json' }, '{"messageType":'],
    ['another media type', 400, { 'content-type': 'text/plain' }, '{}'],
    [
      'a form',
      400,
      { 'content-type': 'application/x-www-form-urlencoded' },
      'messageType=claim-notification',
    ],
    [
      'over 100 KiB',
      413,
      { 'content-type': 'application/json' },
      JSON.stringify({ payload: 'x'.repeat(102_400) }),
    ],
  ])('refuses %s: %i', async (_, status, headers, body) => {
    const response = await fetch(`${gateway.url}/api/claims/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${all}`, ...headers },
      body,
    });
    await expectProblem(response, status);
  });

  it('takes a body of 100 KiB to the byte', async () => {
    const sized = (filler: string) => JSON.stringify(messageOf({ messageId: 'sized', payload: { filler } }));
    const body = sized('x'.repeat(102_400 - sized('').length));
    expect(body).toHaveLength(102_400);
    expect((await gateway.send('POST', '/api/claims/messages', all, body)).status).toBe(200);
    expect((await gateway.send('POST', '/api/claims/messages', all, `${body} `)).status).toBe(413);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('405 with Allow for %s', async (method) => {
    const response = await gateway.send(method, '/api/claims/messages', all);
    expect(response.headers.get('allow')).toBe('POST');
    await expectProblem(response, 405);
  });
});
