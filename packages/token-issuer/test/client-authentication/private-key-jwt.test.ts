import { createHmac } from 'node:crypto';
import { createJwtSigner, generateSigningKey, type SigningKey } from '@portcullis/jwt';
import { createMemoryStore } from '@portcullis/store';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ClientKeys,
  clientCredentials,
  clientSecretBasic,
  clientSecretPost,
  privateKeyJwt,
} from '../../src/index.js';
import { askEndpoint } from '../support/ask-endpoint.js';
import { movableClock } from '../support/movable-clock.js';
import { enterClient, issuerUrl, serveIssuer } from '../support/serve-issuer.js';

const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

let key: SigningKey;
let strange: SigningKey;
let p384: SigningKey;
beforeAll(async () => {
  key = await generateSigningKey('ES256');
  strange = await generateSigningKey('ES256');
  p384 = await generateSigningKey('ES384');
});

const publicKeys = (...keys: readonly SigningKey[]) =>
  ({ keys: keys.map(({ publicJwk }) => publicJwk) }) as unknown as ClientKeys;

async function ready() {
  const clock = movableClock();
  const store = createMemoryStore({ clock });
  const bench = await serveIssuer({
    store,
    clock,
    clientAuthentication: [clientSecretBasic, clientSecretPost, privateKeyJwt({ issuer: issuerUrl, store })],
  });
  const details = { name: 'Signer', grants: ['client_credentials'], scopes: ['claims'] };
  const client = await bench.clients.createWithKeys(details, publicKeys(key, p384));
  const now = clock.now() / 1000;
  const claims = { iss: client.id, sub: client.id, aud: issuerUrl, exp: now + 60, iat: now, jti: 'first' };
  const ask = (parameters: Record<string, string>) =>
    askEndpoint(`${bench.url}/oauth/token`, undefined, { grant_type: clientCredentials.type, ...parameters });
  const present = (assertion: string, more: Record<string, string> = {}) =>
    ask({ client_assertion_type: type, client_assertion: assertion, ...more });
  const sign = (changes: object = {}, by = key, typ = 'JWT') =>
    createJwtSigner(by).sign({ ...claims, ...changes }, typ);
  return { ...bench, clock, client, claims, ask, present, sign, now };
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function told(response: Response): Promise<string> {
  return `${response.status} ${((await response.json()) as { readonly error?: string }).error}`;
}

describe('private_key_jwt refuses', () => {
  it.each([
    ['another audience', { aud: 'https://other.example' }],
    ['the token endpoint as audience', { aud: `${issuerUrl}/oauth/token` }],
    ['the issuer with a slash as audience', { aud: `${issuerUrl}/` }],
    ['the issuer beside another audience', { aud: [issuerUrl, 'https://other.example'] }],
    ['no audience', { aud: undefined }],
    ['no exp', { exp: undefined }],
    ['an exp that is text', { exp: '4000000000' }],
    ['an exp that is past', { exp: Date.UTC(2029, 0) / 1000 }],
    ['an exp that is now', { exp: Date.UTC(2030, 0) / 1000 }],
    ['an exp that is far', { exp: Date.UTC(2030, 0) / 1000 + 301 }],
    ['an nbf to come', { nbf: Date.UTC(2030, 0) / 1000 + 60 }],
    ['no jti', { jti: undefined }],
    ['an empty jti', { jti: '' }],
    ['a jti that is a number', { jti: 7 }],
    ['another iss', { iss: 'other' }],
    ['no iss', { iss: undefined }],
  ])('%s: 401 invalid_client', async (_, changes) => {
    const { present, sign } = await ready();
    expect(await told(await present(sign(changes)))).toBe('401 invalid_client');
  });

  it('an access token, and the key of somebody else', async () => {
    const { present, sign } = await ready();
    expect(await told(await present(sign({}, key, 'at+jwt')))).toBe('401 invalid_client');
    expect(await told(await present(sign({}, strange)))).toBe('401 invalid_client');
    const lying = { ...strange, kid: key.kid };
    expect(await told(await present(sign({}, lying)))).toBe('401 invalid_client');
  });

  it('alg none, an HMAC with the public key, and an algorithm that is not accepted', async () => {
    const { present, sign, claims } = await ready();
    const unsigned = `${encode({ alg: 'none', kid: key.kid })}.${encode(claims)}.`;
    const input = `${encode({ alg: 'HS256', kid: key.kid })}.${encode(claims)}`;
    const mac = createHmac('sha256', JSON.stringify(key.publicJwk)).update(input).digest('base64url');
    for (const assertion of [unsigned, `${input}.${mac}`, sign({}, p384)]) {
      expect(await told(await present(assertion))).toBe('401 invalid_client');
    }
  });

  it('a client that nobody knows, one that has no keys, one that may not, and one that is suspended', async () => {
    const { present, sign, clients, store, client } = await ready();
    const { id } = await enterClient(clients);
    expect(await told(await present(sign({ iss: 'nobody', sub: 'nobody' })))).toBe('401 invalid_client');
    expect(await told(await present(sign({ iss: id, sub: id })))).toBe('401 invalid_client');
    const record = await store.clients.find(id);
    if (record) await store.clients.update({ ...record, jwks: publicKeys(key) });
    expect(await told(await present(sign({ iss: id, sub: id, jti: 'b' })))).toBe('401 invalid_client');
    await clients.suspend(client.id);
    expect(await told(await present(sign()))).toBe('401 invalid_client');
  });

  it('the same jti again, until its assertion is over and beyond, also when it was signed anew', async () => {
    const { present, sign, clock, now } = await ready();
    expect((await present(sign())).status).toBe(200);
    expect(await told(await present(sign()))).toBe('401 invalid_client');
    clock.advance(50);
    expect(await told(await present(sign({ exp: now + 200 })))).toBe('401 invalid_client');
    expect((await present(sign({ jti: 'second' }))).status).toBe(200);
  });

  it('49 of 50 uses at once', async () => {
    const { present, sign } = await ready();
    const assertion = sign();
    const replies = await Promise.all(Array.from({ length: 50 }, () => present(assertion)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it.each([
    ['what is no JWT', { client_assertion_type: type, client_assertion: 'nonsense' }],
    ['an assertion without its type', { client_assertion: 'a.b.c' }],
    ['a type without assertion', { client_assertion_type: type }],
    ['a SAML assertion', { client_assertion_type: type.replace('jwt', 'saml2'), client_assertion: 'x' }],
  ])('%s: 400 invalid_request', async (_, parameters) => {
    const { ask } = await ready();
    expect(await told(await ask(parameters))).toBe('400 invalid_request');
  });

  it('an assertion beside a secret, or about another client than client_id: 400', async () => {
    const { present, sign } = await ready();
    expect(await told(await present(sign(), { client_secret: 'x' }))).toBe('400 invalid_request');
    expect(await told(await present(sign(), { client_id: 'other' }))).toBe('400 invalid_request');
    expect((await present(sign())).status).toBe(200);
  });

  it('the old key, once others were put in its place', async () => {
    const { present, sign, clients, client } = await ready();
    await clients.setKeys(client.id, publicKeys(strange));
    expect(await told(await present(sign()))).toBe('401 invalid_client');
    expect((await present(sign({}, strange))).status).toBe(200);
  });

  it.each([
    ['no issuer', {}, /issuer is missing/],
    ['no store', { issuer: issuerUrl }, /store is missing/],
    ['HMAC', { issuer: issuerUrl, store: createMemoryStore(), algorithms: ['HS256'] }, /HS256/],
    ['an unknown option', { issuer: issuerUrl, audience: 'x' }, /unknown option "audience"/],
  ])('to be made with %s', (_, options, message) => {
    expect(() => privateKeyJwt(options as Parameters<typeof privateKeyJwt>[0])).toThrow(message);
  });

  it('keys of a client that are private, symmetric or none', async () => {
    const { clients } = await ready();
    const details = { name: 'Signer', grants: [] };
    for (const keys of [[], [{ kty: 'oct', k: 'AAAA' }], [{ ...key.publicJwk, d: 'AAAA' }]]) {
      await expect(clients.createWithKeys(details, { keys } as unknown as ClientKeys)).rejects.toThrow(
        TypeError,
      );
    }
  });
});

describe('private_key_jwt accepts', () => {
  it.each(['JWT', 'jwt', 'client-authentication+jwt'])('an assertion of the type %s', async (typ) => {
    const { present, sign, client } = await ready();
    expect((await present(sign({}, key, typ), { client_id: client.id })).status).toBe(200);
  });

  it('the issuer alone in a list, and the longest life that is near', async () => {
    const { present, sign, now } = await ready();
    expect((await present(sign({ aud: [issuerUrl], exp: now + 300 }))).status).toBe(200);
  });

  it('and the metadata say by which algorithms', async () => {
    const { url } = await ready();
    expect(await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json()).toMatchObject({
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256', 'RS256', 'EdDSA'],
    });
  });
});
