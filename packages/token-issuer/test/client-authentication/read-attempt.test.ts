import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { readAttempt } from '../../src/client-authentication/read-attempt.js';
import {
  type ClientAuthenticationMethod,
  clientSecretBasic,
  clientSecretPost,
  none,
} from '../../src/index.js';

/** A further method that reads the body, as signed assertions do. */
const assertion: ClientAuthenticationMethod = {
  name: 'private_key_jwt',
  slot: 'body',
  failure: 'wrong_assertion',
  read({ parameters }) {
    const clientId = parameters.get('client_assertion');
    return clientId === undefined ? undefined : { clientId, proves: () => false };
  },
};

const methods = [clientSecretBasic, clientSecretPost, assertion];

/** A further method that reads the connection, and the body for the name of the client (RFC 8705 §2). */
const certificate: ClientAuthenticationMethod = {
  name: 'tls_client_auth',
  slot: 'tls',
  failure: 'not_enrolled',
  read: ({ parameters }) => ({ clientId: parameters.get('client_id') ?? '', proves: () => true }),
};

function read(parameters: Record<string, string>, authorization?: string, offered = methods) {
  const headers = authorization === undefined ? {} : { authorization };
  const rawHeaders = Object.entries(headers).flat();
  return readAttempt(
    offered,
    { headers, rawHeaders } as unknown as IncomingMessage,
    new Map(Object.entries(parameters)),
  );
}

const basic = `Basic ${Buffer.from('acme:secret').toString('base64')}`;

describe('readAttempt', () => {
  it.each([
    ['two in the body', { client_id: 'acme', client_secret: 'x', client_assertion: 'y' }, undefined],
    ['one in the header and one in the body', { client_assertion: 'y' }, basic],
    ['one in the body and a header of another scheme', { client_assertion: 'y' }, 'Bearer x'],
  ])('RFC 6749 §2.3: refuses %s', (_, parameters, authorization) => {
    expect(() => read(parameters, authorization)).toThrow(
      expect.objectContaining({ status: 400, code: 'invalid_request' }),
    );
  });

  it.each([
    ['nothing', {}, undefined, 'no_credential'],
    ['the name of a client alone', { client_id: 'acme' }, undefined, 'no_credential'],
    ['a scheme that is not offered', {}, 'Bearer x', 'wrong_method'],
  ])('refuses %s', (_, parameters, authorization, reason) => {
    expect(() => read(parameters, authorization)).toThrow(
      expect.objectContaining({ status: 401, code: 'invalid_client', reason }),
    );
  });

  it.each([
    ['client_secret_basic', {}, basic],
    ['client_secret_post', { client_id: 'acme', client_secret: 'x' }, undefined],
    ['private_key_jwt', { client_id: 'acme', client_assertion: 'acme' }, undefined],
  ])('reads %s', (name, parameters, authorization) => {
    const { method, attempt } = read(parameters, authorization);
    expect([method.name, attempt.clientId]).toEqual([name, 'acme']);
  });
});

describe('readAttempt where public clients are served too', () => {
  const withNone = [none, ...methods];

  it.each([
    ['two proofs', { client_id: 'acme', client_secret: 'x', client_assertion: 'y' }, undefined],
    ['a header and a secret in the body', { client_id: 'acme', client_secret: 'x' }, basic],
  ])('RFC 6749 §2.3: refuses %s', (_, parameters, authorization) => {
    for (const offered of [withNone, [...withNone].reverse()]) {
      expect(() => read(parameters, authorization, offered)).toThrow(
        expect.objectContaining({ status: 400, code: 'invalid_request' }),
      );
    }
  });

  it.each([
    ['a secret', { client_id: 'acme', client_secret: 'x' }, undefined],
    ['an assertion', { client_id: 'acme', client_assertion: 'x' }, undefined],
    ['the type of an assertion', { client_id: 'acme', client_assertion_type: 'x' }, undefined],
    ['a header of another scheme', { client_id: 'acme' }, 'Bearer x'],
  ])(
    'does not take %s that is not offered for the word of a public client',
    (_, parameters, authorization) => {
      expect(() => read(parameters, authorization, [none])).toThrow(
        expect.objectContaining({ status: 401, code: 'invalid_client' }),
      );
    },
  );

  it.each([
    ['client_secret_basic', { client_id: 'acme' }, basic],
    ['client_secret_post', { client_id: 'acme', client_secret: 'x' }, undefined],
    ['private_key_jwt', { client_id: 'acme', client_assertion: 'acme' }, undefined],
    ['none', { client_id: 'acme' }, undefined],
  ])('reads %s', (name, parameters, authorization) => {
    for (const offered of [withNone, [...withNone].reverse()]) {
      const { method, attempt } = read(parameters, authorization, offered);
      expect([method.name, attempt.clientId]).toEqual([name, 'acme']);
    }
  });

  it('RFC 8705 §2: reads a certificate, beside which the client only names itself', () => {
    for (const offered of [
      [none, certificate],
      [certificate, none],
    ]) {
      expect(read({ client_id: 'acme' }, undefined, offered).method.name).toBe('tls_client_auth');
    }
  });
});
