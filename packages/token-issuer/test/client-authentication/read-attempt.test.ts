import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { readAttempt } from '../../src/client-authentication/read-attempt.js';
import { type ClientAuthenticationMethod, clientSecretBasic, clientSecretPost } from '../../src/index.js';

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

function read(parameters: Record<string, string>, authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization };
  const rawHeaders = Object.entries(headers).flat();
  return readAttempt(
    methods,
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
