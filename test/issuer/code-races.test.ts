import { randomSecret } from '@portcullis/core';
import { describe, expect, it } from 'vitest';
import { describeOnEachEngine } from '../support/each-engine.js';
import { until } from '../support/engines.js';
import { startUserIssuer, type UserTokens } from '../support/user-issuer.js';

/** Within this, in milliseconds, every other server obeys what one has revoked. */
const propagationMs = 2_000;

const fifty = Array.from({ length: 50 }, (_, index) => index);

describeOnEachEngine('authorization codes', (openTwo) => {
  describe.each(['jwt', 'opaque'] as const)('for %s access tokens', (accessToken) => {
    async function ready() {
      const [one, other] = await openTwo();
      const servers = [
        await startUserIssuer(one, accessToken),
        await startUserIssuer(other, accessToken),
      ] as const;
      const [server] = servers;
      const [client, stranger] = [await server.enterClient(), await server.enterClient()];
      const user = await server.enterUser();
      const sibling = await server.signIn(client, user);
      const serverOf = (turn: number) => servers[turn % 2 === 0 ? 0 : 1];
      return { server, servers, serverOf, client, stranger, user, sibling };
    }

    it('redeemed 50 times at once on two servers give tokens once; the others are replays and end them', async () => {
      const { server, servers, serverOf, client, user, sibling } = await ready();
      const code = await server.giveCode(client, user);
      const replies = await Promise.all(fifty.map((turn) => serverOf(turn).redeem(client, code)));
      const given = replies.filter(({ status }) => status === 200);
      expect(given).toHaveLength(1);
      for (const reply of replies.filter((one) => !given.includes(one))) {
        expect(reply.status).toBe(400);
        expect(await reply.json()).toMatchObject({ error: 'invalid_grant' });
      }
      const tokens = (await given[0]?.json()) as UserTokens;
      expect((await server.store.families.find(code.familyId))?.liveness).toBe('revoked');
      expect((await server.refresh(client, tokens)).status).toBe(400);
      for (const { knock } of servers) {
        await until('the guard refuses', propagationMs, async () => (await knock(tokens)) === 401);
        expect(await knock(sibling)).toBe(200);
      }
    });

    it('redeemed once among 49 that are not their owner stay with their owner', async () => {
      const { server, servers, serverOf, client, stranger, user } = await ready();
      const code = await server.giveCode(client, user);
      const elsewhere = { redirect_uri: 'https://evil.example/callback' };
      const [owner, ...thieves] = await Promise.all(
        fifty.map((turn) => {
          if (turn === 0) return server.redeem(client, code);
          return turn % 3 === 0
            ? serverOf(turn).redeem(client, code, elsewhere)
            : serverOf(turn).redeem(stranger, code);
        }),
      );
      expect(new Set(thieves.map(({ status }) => status))).toEqual(new Set([400]));
      const tokens = (await owner?.json()) as UserTokens;
      for (const { knock } of servers) expect(await knock(tokens)).toBe(200);
      expect((await server.refresh(client, tokens)).status).toBe(200);
    });

    it('bear 9 wrong verifiers at once, and burn at 10', async () => {
      const { server, serverOf, client, user } = await ready();
      const [soft, hard] = [await server.giveCode(client, user), await server.giveCode(client, user)];
      const guess = (code: typeof soft, turn: number) =>
        serverOf(turn).redeem(client, code, { code_verifier: randomSecret() });
      await Promise.all(fifty.slice(0, 9).map((turn) => guess(soft, turn)));
      await Promise.all(fifty.slice(0, 10).map((turn) => guess(hard, turn)));
      expect((await server.redeem(client, soft)).status).toBe(200);
      expect((await server.redeem(client, hard)).status).toBe(400);
    });

    it('whose family is revoked while they are redeemed give nothing that works', async () => {
      const { server, client, user, sibling } = await ready();
      const code = await server.giveCode(client, user);
      const [reply] = await Promise.all([
        server.redeem(client, code),
        server.issuer.revokeFamily(code.familyId),
      ]);
      const tokens = (await reply.json()) as Partial<UserTokens>;
      if (tokens.access_token !== undefined) expect(await server.knock(tokens as UserTokens)).toBe(401);
      expect((await server.redeem(client, code)).status).toBe(400);
      expect(await server.knock(sibling)).toBe(200);
    });
  });
});
