import { ServiceUnavailableError } from '@portcullis/core';
import { createKeySet } from '@portcullis/jwt';
import { createMemoryStore, type Store } from '@portcullis/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestIssuer, type TestIssuer } from '../../../test/support/test-issuer.js';
import { type Authority, type AuthorityQuestion, bearer } from '../src/index.js';
import { type Mounted, mount } from './support/mount.js';
import { newClient } from './support/new-client.js';

const full: Authority = { scopes: ['accounts:read'], roles: ['teller'], permissions: ['accounts:read'] };

let home: TestIssuer;
let store: Store;
let mounted: Mounted;
/** What the issuer was asked, and how it answers from now on. */
let asked: AuthorityQuestion[];
let answer: (question: AuthorityQuestion) => Authority | undefined | Promise<Authority | undefined>;

beforeEach(async () => {
  home = await createTestIssuer();
  store = createMemoryStore();
  asked = [];
  answer = () => full;
  const issuer = {
    issuer: home.issuer,
    keySet: createKeySet(home.jwks, ['ES256']),
    algorithms: ['ES256'] as const,
    revocations: store.revocations,
    authorityOf(question: AuthorityQuestion) {
      asked.push(question);
      return answer(question);
    },
  };
  mounted = await mount(bearer({ issuer, audience: home.audience }));
});

afterEach(() => mounted.close());

describe('a token of an issuer in this process', () => {
  it('is refused when its client or user is gone', async () => {
    answer = () => undefined;
    expect(await mounted.send(home.mint())).toEqual({ status: 401, reason: 'revoked' });
    answer = async () => undefined;
    expect(await mounted.send(home.mint())).toEqual({ status: 401, reason: 'revoked' });
  });

  it('is refused when it was revoked while its authority was read', async () => {
    answer = async () => {
      await store.accessTokens.revoke('j1', Date.now() + 300_000);
      return full;
    };
    expect(await mounted.send(home.mint({ jti: 'j1' }))).toEqual({ status: 401, reason: 'revoked' });
  });

  it('is 503 while its authority cannot be read, and is not refused for good', async () => {
    const token = home.mint();
    answer = () => Promise.reject(new ServiceUnavailableError('No store', { reason: 'store_unavailable' }));
    expect(await mounted.send(token)).toEqual({ status: 503, reason: 'store_unavailable' });
    answer = () => full;
    expect(await mounted.send(token)).toMatchObject({ status: 200 });
  });

  it('has the roles and permissions of the records, not those in its claims', async () => {
    const principal = await mounted.principalOf(
      home.mint({ roles: ['admin'], permissions: ['accounts:delete'] }),
    );
    expect(principal).toMatchObject(full);
  });

  it('never has more scope than it was given, whatever the records allow', async () => {
    answer = () => ({ ...full, scopes: ['accounts:read', 'accounts:write'] });
    const principal = await mounted.principalOf(home.mint({ scope: 'accounts:read claims' }));
    expect(principal.scopes).toEqual(['accounts:read']);
    expect((await mounted.principalOf(home.mint({ scope: undefined }))).scopes).toEqual([]);
  });

  it('is asked about with client, user and scope', async () => {
    await mounted.send(home.mint({ scope: 'a b' }));
    await mounted.send(home.mint({ sub: 'app', scope: undefined }));
    expect(asked).toEqual([
      { clientId: 'app', userId: 'alice', scope: ['a', 'b'] },
      { clientId: 'app', scope: [] },
    ]);
  });

  it('is asked about on its first two sights, and then after each change of its client alone', async () => {
    for (const id of ['app', 'other-app']) await store.clients.insert(newClient(id));
    const token = home.mint();
    for (let sight = 0; sight < 5; sight++) await mounted.principalOf(token);
    expect(asked).toHaveLength(2);
    await change('other-app');
    await mounted.principalOf(token);
    expect(asked).toHaveLength(2);
    await change('app');
    answer = () => ({ ...full, roles: [] });
    expect((await mounted.principalOf(token)).roles).toEqual([]);
    await mounted.principalOf(token);
    expect(asked).toHaveLength(3);
  });

  it('is asked about again when a change came while its authority was read', async () => {
    await store.clients.insert(newClient('app'));
    const token = home.mint();
    await mounted.principalOf(token);
    answer = async () => {
      await change('app');
      answer = () => ({ ...full, roles: [] });
      return full;
    };
    expect((await mounted.principalOf(token)).roles).toEqual(['teller']);
    expect((await mounted.principalOf(token)).roles).toEqual([]);
  });
});

async function change(id: string): Promise<void> {
  const client = await store.clients.find(id);
  if (client === undefined) throw new Error(`No client ${id}`);
  await store.clients.update({ ...client, name: `${client.name}!` });
}
