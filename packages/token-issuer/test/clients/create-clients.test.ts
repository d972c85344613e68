import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createMemoryStore, MAX_CLIENT_SECRETS } from '@portcullis/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ClientChange, createClients } from '../../src/index.js';
import { askToken, claimsOf, enterClient, readToken, serveIssuer } from '../support/serve-issuer.js';

const details = { name: 'Acme', grants: ['client_credentials'] };

function ready() {
  const store = createMemoryStore();
  return {
    store,
    clients: createClients({ store, scopes: ['claims', 'billing'], roles: { names: ['sender'] } }),
  };
}

describe('clients refuse', () => {
  it.each([
    ['no name', { name: undefined }, /name is missing/],
    ['an empty name', { name: '' }, /name: Must be/],
    ['a name of spaces', { name: '   ' }, /name: Must be/],
    ['a name with a line break', { name: 'Ac\nme' }, /name: Must be/],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, /name: Must be/],
    ['no grants', { grants: undefined }, /grants is missing/],
    ['grants that are no list', { grants: 'client_credentials' }, /grants: Must be a list/],
    ['a scope that does not exist', { scopes: ['claims', 'admin'] }, /scopes\/1: Is unknown/],
    ['a scope twice', { scopes: ['claims', 'claims'] }, /scopes\/1: .*twice/],
    ['a scope that is two', { scopes: ['claims billing'] }, /scopes\/0/],
    ['a role that does not exist', { roles: ['admin'] }, /roles\/0/],
    ['a number for a permission', { permissions: [1] }, /permissions\/0/],
    ['a detail that there is not', { secret: 'x' }, /unknown option "secret"/],
    ['an id with a colon', { id: 'a:b' }, /id must be/],
    ['an id that is empty', { id: '' }, /id must be/],
  ])('%s', async (_, wrong, message) => {
    const { clients } = ready();
    await expect(clients.create({ ...details, ...(wrong as object) })).rejects.toThrow(message);
    await expect(clients.create({ ...details, ...(wrong as object) })).rejects.toThrow(TypeError);
  });

  it.each([
    'http://client.example/callback',
    'https://client.example/callback#x',
    'https://user@client.example/callback',
    '/callback',
    'client.example/callback',
    'javascript:alert(1)',
    'data:text/html,x',
    'myapp:/callback',
    'https://client.example/call back',
    'https:\\\\client.example',
    'https:client.example/callback',
    'https:/client.example/callback',
    'https:///client.example/callback',
    'https://*.client.example/callback',
    'https://client.example;script-src/callback',
    'https://client.example,evil.example/callback',
    '\u0001https://client.example/callback',
    '',
  ])('RFC 6749 §3.1.2: the redirect URI %j', async (uri) => {
    const { clients } = ready();
    await expect(clients.create({ ...details, redirectUris: [uri] })).rejects.toThrow(/redirectUris\/0/);
  });

  it.each([
    'https://client.example/callback?x=1',
    'http://localhost:3000/callback',
    'http://127.0.0.1/callback',
    'http://[::1]/callback',
    'https://[2001:db8::7]:8443/callback',
    'https://münchen.example/callback',
    'https://my_app.example',
    'com.example.app:/callback',
  ])('not the redirect URI %j', async (uri) => {
    const { clients } = ready();
    const { client } = await clients.create({ ...details, redirectUris: [uri] });
    expect(client.redirectUris).toEqual([uri]);
  });

  it('changes to a client that is unknown: 404', async () => {
    const { clients } = ready();
    const unknown = { status: 404, code: 'unknown_client' };
    await expect(clients.update('x', { name: 'y' })).rejects.toMatchObject(unknown);
    await expect(clients.addSecret('x')).rejects.toMatchObject(unknown);
    await expect(clients.endSecret('x', 'y')).rejects.toMatchObject(unknown);
    await expect(clients.suspend('x')).rejects.toMatchObject(unknown);
    expect(await clients.get('x')).toBeUndefined();
  });

  it('changes to a client that was revoked: 409', async () => {
    const { clients } = ready();
    const { client } = await clients.create(details);
    await clients.revoke(client.id);
    const revoked = { status: 409, code: 'client_revoked' };
    await expect(clients.update(client.id, { name: 'y' })).rejects.toMatchObject(revoked);
    await expect(clients.addSecret(client.id)).rejects.toMatchObject(revoked);
    await expect(clients.endSecret(client.id, client.secrets[0]?.id ?? '')).rejects.toMatchObject(revoked);
    await expect(clients.resume(client.id)).rejects.toMatchObject(revoked);
    await expect(clients.suspend(client.id)).rejects.toMatchObject(revoked);
    expect(await clients.revoke(client.id)).toMatchObject({ status: 'revoked' });
  });

  it('a third secret, and the end of the last one: 409', async () => {
    const { clients } = ready();
    const { client } = await clients.create(details);
    const first = client.secrets[0]?.id ?? '';
    await expect(clients.endSecret(client.id, first)).rejects.toMatchObject({
      status: 409,
      code: 'last_secret',
    });
    await clients.addSecret(client.id);
    await expect(clients.addSecret(client.id)).rejects.toMatchObject({
      status: 409,
      code: 'too_many_secrets',
    });
    await clients.endSecret(client.id, first);
    await expect(clients.endSecret(client.id, first)).rejects.toMatchObject({
      status: 404,
      code: 'unknown_secret',
    });
  });

  it('an id that is taken: 409, or nothing from createIfAbsent and createPublicIfAbsent', async () => {
    const { clients } = ready();
    const app = { ...details, id: 'app' };
    expect(await clients.createPublicIfAbsent(app)).toMatchObject({ id: 'app', public: true });
    expect(await clients.createPublicIfAbsent(app)).toBeUndefined();
    await expect(clients.createPublic(app)).rejects.toMatchObject({ status: 409, code: 'id_taken' });
    const created = await clients.createIfAbsent({ ...details, id: 'acme' });
    expect(created?.client.id).toBe('acme');
    expect(await clients.createIfAbsent({ ...details, id: 'acme' })).toBeUndefined();
    await expect(clients.create({ ...details, id: 'acme' })).rejects.toMatchObject({
      status: 409,
      code: 'id_taken',
    });
  });
});

describe('clients', () => {
  it('have a secret of 256 bits, of which only the digest is kept', async () => {
    const { clients, store } = ready();
    const { client, clientSecret } = await clients.create(details);
    expect(Buffer.from(clientSecret, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await store.clients.find(client.id))).not.toContain(clientSecret);
  });

  it('are shown without digests', async () => {
    const { clients, store } = ready();
    const { client } = await clients.create(details);
    const digest = (await store.clients.find(client.id))?.secrets[0]?.digest ?? '-';
    await clients.addSecret(client.id);
    const shown = [
      client,
      await clients.get(client.id),
      await clients.list(),
      await clients.suspend(client.id),
    ];
    expect(JSON.stringify(shown)).not.toContain(digest);
    expect(JSON.stringify(shown)).not.toContain('digest');
  });

  it('leave what an update does not name', async () => {
    const { clients } = ready();
    const { client } = await clients.create({ ...details, scopes: ['claims'], roles: ['sender'] });
    expect(await clients.update(client.id, { scopes: ['billing'] })).toMatchObject({
      name: 'Acme',
      scopes: ['billing'],
      roles: ['sender'],
    });
  });

  it('take parallel updates of different details all together', async () => {
    const { clients } = ready();
    const { client } = await clients.create(details);
    await Promise.all([
      clients.update(client.id, { name: 'Other' }),
      clients.update(client.id, { scopes: ['claims'] }),
      clients.update(client.id, { roles: ['sender'] }),
      clients.addSecret(client.id),
    ]);
    expect(await clients.get(client.id)).toMatchObject({
      name: 'Other',
      scopes: ['claims'],
      roles: ['sender'],
    });
  });

  it('never get more than two secrets, and never lose the last, in a race', async () => {
    const { clients } = ready();
    const { client } = await clients.create(details);
    const added = await Promise.allSettled(Array.from({ length: 50 }, () => clients.addSecret(client.id)));
    expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const secrets = (await clients.get(client.id))?.secrets ?? [];
    expect(secrets).toHaveLength(MAX_CLIENT_SECRETS);
    await Promise.allSettled(secrets.map(({ id }) => clients.endSecret(client.id, id)));
    expect((await clients.get(client.id))?.secrets).toHaveLength(1);
  });

  it('publish every change, who made it, and no secret', async () => {
    const { clients } = ready();
    const heard: ClientChange[] = [];
    const listener = (change: unknown) => void heard.push(change as ClientChange);
    subscribe('portcullis:client-change', listener);
    onTestFinished(() => void unsubscribe('portcullis:client-change', listener));
    expect(channel('portcullis:client-change').hasSubscribers).toBe(true);

    const by = { id: 'anna', issuer: 'https://issuer.example' };
    const { client, clientSecret } = await clients.create(details, by);
    await clients.update(client.id, { name: 'New' }, by);
    const { secretId, clientSecret: second } = await clients.addSecret(client.id, by);
    await clients.endSecret(client.id, secretId, by);
    await clients.suspend(client.id);
    await clients.resume(client.id, by);
    await clients.revoke(client.id, by);
    await clients.addSecret(client.id, by).catch(() => undefined);

    const clientId = client.id;
    expect(heard).toEqual([
      { change: 'created', clientId, by },
      { change: 'updated', clientId, by },
      { change: 'secret_added', clientId, secretId, by },
      { change: 'secret_ended', clientId, secretId, by },
      { change: 'suspended', clientId },
      { change: 'resumed', clientId, by },
      { change: 'revoked', clientId, by },
    ]);
    expect(JSON.stringify(heard)).not.toContain(clientSecret);
    expect(JSON.stringify(heard)).not.toContain(second);
  });
});

describe('secrets of a client at the token endpoint', () => {
  it('both are good while there are two; an ended one is not, on the next request', async () => {
    const bench = await serveIssuer();
    const first = await enterClient(bench.clients);
    const { clientSecret: secret, client } = await bench.clients.addSecret(first.id);
    const second = { id: first.id, secret };
    expect((await askToken(bench, first)).status).toBe(200);
    expect((await askToken(bench, second)).status).toBe(200);
    await bench.clients.endSecret(first.id, client.secrets[0]?.id ?? '');
    expect((await askToken(bench, first)).status).toBe(401);
    expect((await askToken(bench, second)).status).toBe(200);
  });

  it('are refused when the store has them expire', async () => {
    const bench = await serveIssuer();
    const client = await enterClient(bench.clients);
    const { sha256 } = await import('@portcullis/core');
    const expiresAt = bench.clock.now() + 1000;
    await bench.store.clients.addSecret(client.id, {
      id: 'short',
      digest: sha256('short-lived'),
      createdAt: bench.clock.now(),
      expiresAt,
    });
    const short = { id: client.id, secret: 'short-lived' };
    expect((await askToken(bench, short)).status).toBe(200);
    bench.clock.advance(1);
    expect((await askToken(bench, short)).status).toBe(401);
  });

  it('work only by the methods that stand on the record', async () => {
    const bench = await serveIssuer();
    const client = await enterClient(bench.clients);
    const record = await bench.store.clients.find(client.id);
    if (record === undefined) throw new Error('No record');
    await bench.store.clients.update({ ...record, authenticationMethods: ['client_secret_post'] });
    expect((await askToken(bench, client)).status).toBe(401);
  });

  it('stop at a suspension, and go on after it', async () => {
    const bench = await serveIssuer();
    const client = await enterClient(bench.clients);
    await bench.clients.suspend(client.id);
    expect((await askToken(bench, client)).status).toBe(401);
    await bench.clients.resume(client.id);
    expect((await askToken(bench, client)).status).toBe(200);
  });

  it('give a token that is good, though all tokens were ended in this very second', async () => {
    const bench = await serveIssuer();
    const client = await enterClient(bench.clients);
    bench.clock.advance(0.4);
    await bench.store.clients.endTokens(client.id);
    const { access_token } = await readToken(await askToken(bench, client));
    const { iat, jti } = claimsOf(access_token) as { iat: number; jti: string };
    const subject = { issuer: bench.issuer.issuer, clientId: client.id, tokenId: jti, issuedAt: iat };
    expect(bench.issuer.revocations.isRevoked(subject)).toBe(false);
    expect(bench.issuer.revocations.isRevoked({ ...subject, issuedAt: iat - 1 })).toBe(true);
  });
});
