import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TokensOf } from '../src/index.js';
import { serveCodes } from './support/serve-codes.js';
import { readRefreshed } from './support/serve-refreshable.js';

function hearChanges(): unknown[] {
  const heard: unknown[] = [];
  const listener = (change: unknown) => heard.push(change);
  subscribe('portcullis:client-change', listener);
  onTestFinished(() => void unsubscribe('portcullis:client-change', listener));
  return heard;
}

describe('endTokensOf', () => {
  it.each([
    ['nobody', {}],
    ['both', { clientId: 'acme', userId: 'anna' }],
  ])('throws where it is told %s', async (_, whose: TokensOf) => {
    const { issuer } = await serveCodes();
    await expect(issuer.endTokensOf(whose)).rejects.toThrow(/one of the two/);
  });

  it('says so when the store does not have the client or user', async () => {
    const { issuer } = await serveCodes();
    const heard = hearChanges();
    expect(await issuer.endTokensOf({ clientId: 'nobody' })).toBe(false);
    expect(await issuer.endTokensOf({ userId: 'nobody' })).toBe(false);
    expect(heard).toEqual([]);
  });

  it.each(['client', 'user'])('ends all tokens of a %s, and lets new ones be had at once', async (kind) => {
    const { issuer, code, redeem, post, introspect, client, store } = await serveCodes();
    const given = await readRefreshed(await redeem(await code()));
    const heard = hearChanges();
    expect(await issuer.endTokensOf(kind === 'client' ? { clientId: client.id } : { userId: 'anna' })).toBe(
      true,
    );
    expect(heard).toEqual(kind === 'client' ? [{ change: 'tokens_ended', clientId: client.id }] : []);
    expect(await introspect(given.access_token)).toEqual({ active: false });
    const use = { grant_type: 'refresh_token', refresh_token: given.refresh_token };
    expect((await post('token', use)).status).toBe(400);
    const holder = kind === 'client' ? await store.clients.find(client.id) : await store.users.find('anna');
    const again = await code({ family: { createdAt: holder?.tokensValidFrom ?? 0 } });
    const fresh = await readRefreshed(await redeem(again));
    expect(await introspect(fresh.access_token)).toMatchObject({ active: true });
  });
});

describe('revokeFamily', () => {
  it('ends one authorization and nothing else', async () => {
    const { issuer, code, redeem, introspect } = await serveCodes();
    const [issued, sibling] = [await code(), await code()];
    const given = await readRefreshed(await redeem(issued));
    const kept = await readRefreshed(await redeem(sibling));
    expect(await issuer.revokeFamily(issued.familyId)).toBe(true);
    expect(await issuer.revokeFamily(issued.familyId)).toBe(false);
    expect(await issuer.revokeFamily('nobody')).toBe(false);
    expect(await introspect(given.access_token)).toEqual({ active: false });
    expect(await introspect(kept.access_token)).toMatchObject({ active: true });
  });

  it('ends a code that was not redeemed yet', async () => {
    const { issuer, code, redeem } = await serveCodes();
    const issued = await code();
    await issuer.revokeFamily(issued.familyId);
    expect((await redeem(issued)).status).toBe(400);
  });
});
