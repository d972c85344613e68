import { describe, expect, it } from 'vitest';
import { describeOnEachEngine } from '../support/each-engine.js';
import {
  type ClientCredentials,
  startUserIssuer,
  type UserIssuer,
  type UserTokens,
} from '../support/user-issuer.js';

interface Scene {
  readonly server: UserIssuer;
  readonly client: ClientCredentials;
  readonly user: string;
  /** Of the tokens that are looked at first. */
  readonly familyId: string;
}

type Change = (scene: Scene) => PromiseLike<unknown> | unknown;

const setUserStatus =
  (...statuses: readonly ('active' | 'suspended' | 'revoked')[]): Change =>
  async ({ server, user }) => {
    for (const status of statuses) await server.store.users.setStatus(user, status);
  };

/** What is asked for, and the answers to: the user's tokens, their second ones by the same client, those by another, those of somebody else by the same client. */
const changes: readonly (readonly [string, Change, string, readonly number[]])[] = [
  ['nothing', () => {}, '/', [200, 200, 200, 200]],
  [
    'a suspended client',
    ({ server, client }) => server.clients.suspend(client.client_id),
    '/',
    [401, 401, 200, 401],
  ],
  [
    'a revoked client',
    ({ server, client }) => server.clients.revoke(client.client_id),
    '/',
    [401, 401, 200, 401],
  ],
  [
    'a client that was suspended and resumed',
    async ({ server, client }) => {
      await server.clients.suspend(client.client_id);
      await server.clients.resume(client.client_id);
    },
    '/',
    [200, 200, 200, 200],
  ],
  [
    'a client whose tokens were ended',
    ({ server, client }) => server.issuer.endTokensOf({ clientId: client.client_id }),
    '/',
    [401, 401, 200, 401],
  ],
  [
    'a client that lost a scope',
    ({ server, client }) => server.clients.update(client.client_id, { scopes: ['more'] }),
    '/claims',
    [403, 403, 200, 403],
  ],
  ['a suspended user', setUserStatus('suspended'), '/', [401, 401, 401, 200]],
  ['a revoked user', setUserStatus('revoked'), '/', [401, 401, 401, 200]],
  ['a user who was suspended and resumed', setUserStatus('suspended', 'active'), '/', [200, 200, 200, 200]],
  [
    'a user whose tokens were ended',
    ({ server, user }) => server.issuer.endTokensOf({ userId: user }),
    '/',
    [401, 401, 401, 200],
  ],
  ['a user who lost a role', takeRole, '/teller', [403, 403, 403, 200]],
  ['a user who lost the role behind a scope', takeRole, '/claims', [403, 403, 403, 200]],
  [
    'a revoked family',
    ({ server, familyId }) => server.issuer.revokeFamily(familyId),
    '/',
    [401, 200, 200, 200],
  ],
];

async function takeRole({ server: { store }, user }: Scene): Promise<void> {
  const record = await store.users.find(user);
  if (record === undefined) throw new Error('The user is gone');
  await store.users.update({ ...record, roles: [] });
}

describeOnEachEngine("users' tokens", (openTwo) => {
  describe.each(['jwt', 'opaque'] as const)('as %s', (accessToken) => {
    async function ready(path = '/') {
      const [store] = await openTwo();
      const server = await startUserIssuer(store, accessToken);
      const [client, otherClient] = [await server.enterClient(), await server.enterClient()];
      const [user, otherUser] = [await server.enterUser(), await server.enterUser()];
      const code = await server.giveCode(client, user);
      const first = (await (await server.redeem(client, code)).json()) as UserTokens;
      const tokens = [
        { by: client, ...first },
        { by: client, ...(await server.signIn(client, user)) },
        { by: otherClient, ...(await server.signIn(otherClient, user)) },
        { by: client, ...(await server.signIn(client, otherUser)) },
      ];
      const knockAll = (path: string) => Promise.all(tokens.map((token) => server.knock(token, path)));
      // Twice, so that the guard remembers them.
      for (let sight = 1; sight <= 2; sight++) expect(await knockAll(path)).toEqual([200, 200, 200, 200]);
      return { server, client, user, familyId: code.familyId, tokens, knockAll };
    }

    it.each(changes)(
      'of %s are judged so on the next request, and refreshed so',
      async (_, change, path, expected) => {
        const { knockAll, server, tokens, ...scene } = await ready(path);
        await change({ server, ...scene });
        expect(await knockAll(path)).toEqual(expected);
        const replies = await Promise.all(tokens.map(({ by, ...token }) => server.refresh(by, token)));
        for (const [index, reply] of replies.entries()) {
          expect(reply.ok).toBe(expected[index] !== 401);
          const fresh = (await reply.json()) as Partial<UserTokens>;
          if (fresh.access_token !== undefined) {
            expect(await server.knock({ access_token: fresh.access_token }, path)).toBe(expected[index]);
          }
        }
      },
    );

    it('of somebody else stay known to the guard', async () => {
      const { server, user, tokens } = await ready();
      const [mine, , , others] = tokens;
      await server.store.users.setStatus(user, 'suspended');
      const before = server.asked();
      if (mine === undefined || others === undefined) throw new Error('Tokens are missing');
      expect([await server.knock(mine), await server.knock(others)]).toEqual([401, 200]);
      expect(server.asked()).toBe(before);
    });

    it('can be had at once after all of them were ended', async () => {
      const { server, client, user } = await ready();
      for (const whose of [{ userId: user }, { clientId: client.client_id }]) {
        await server.issuer.endTokensOf(whose);
        const fresh = await server.signIn(client, user);
        expect(await server.knock(fresh)).toBe(200);
        expect((await server.refresh(client, fresh)).status).toBe(200);
      }
    });
  });
});
