import assert from 'node:assert/strict';
import type { RevocationNotice } from '../revocation-view.js';
import { type CaseContext, casesOf } from './cases-of.js';
import { present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { race } from './race.js';
import {
  hour,
  issuer,
  minute,
  sampleAccessToken,
  sampleApiKey,
  sampleClient,
  sampleCode,
  sampleFamily,
  sampleSigningKey,
  sampleUser,
} from './samples.js';

const longAfter = (store: CaseContext['store']) => store.revocations.rememberedMs + 10 * hour;

/** So many codes, families, tokens and marks as `count` says, named after `label`. */
async function fill({ store, clock }: CaseContext, label: string, count: number): Promise<void> {
  const now = clock.now();
  for (let index = 0; index < count; index += 1) {
    const id = `${label}-${index}`;
    assert.equal(await store.codes.issue(sampleCode(now, id, { familyId: id }), sampleFamily(now, id)), true);
    await store.accessTokens.insert(sampleAccessToken(now, id, { familyId: id }));
    await store.accessTokens.revoke(`jti-${id}`, now + minute);
    await store.marks.rememberOnce(id, now + minute);
  }
}

async function sweepAll(store: CaseContext['store'], limit: number): Promise<void> {
  let removed = limit;
  while (removed === limit) {
    removed = await store.sweep(limit);
    assert.ok(removed <= limit, `swept ${removed} of at most ${limit}`);
  }
}

const general = casesOf('store', 'nothing', {
  'a sweep of no rows is refused': async ({ store }) => {
    for (const limit of [0, -1, 1.5, Number.NaN]) await refusesArgument(() => store.sweep(limit));
  },
  'a sweep of a store without anything over removes nothing': async (context) => {
    await fill(context, 'live', 3);
    assert.equal(await context.store.sweep(), 0);
    assert.equal((await context.store.codes.consume('live-0')).consumed, true);
  },
  'ready and close may be called twice': async ({ open }) => {
    const store = await open();
    await store.ready();
    await store.ready();
    await store.close();
    await store.close();
  },
  'the notices of 50 changes at once have numbers of their own, and a relay hears of each of its instance':
    async (context) => {
      const heard: RevocationNotice[] = [];
      const stop = context.store.revocations.onNotice((notice) => heard.push(notice));
      for (let turn = 0; turn < 50; turn += 1)
        present(await context.store.clients.insert(sampleClient(`c-${turn}`)));
      await race(context, (store, turn) => store.clients.setStatus(`c-${turn}`, 'suspended'));
      const own = heard.filter(({ id }) => Number(id.slice(2)) % 4 === 0);
      assert.equal(own.length, 13);
      assert.ok(own.every(({ kind, status }) => kind === 'client' && status === 'suspended'));
      await context.store.revocations.catchUp();
      const numbers = Array.from({ length: 50 }, (_, turn) =>
        context.store.revocations.changeOf({ issuer, clientId: `c-${turn}` }),
      );
      assert.deepEqual([new Set(numbers).size, numbers.includes(0)], [50, false]);
      stop();
      const before = heard.length;
      await context.store.clients.setStatus('c-0', 'active');
      assert.equal(heard.length, before);
    },
  'a view is fresh, and remembers for as long as a token may live': async ({ store }) => {
    assert.ok(store.revocations.freshUntil > Date.now());
    assert.ok(store.revocations.rememberedMs >= minute);
    assert.equal(store.revocations.isRevoked({ issuer }), false);
  },
  'a relay that throws takes nothing back': async ({ store }) => {
    present(await store.clients.insert(sampleClient()));
    const stop = store.revocations.onNotice(() => {
      throw new Error('the relay is broken');
    });
    assert.equal((await store.clients.setStatus('client-1', 'revoked'))?.status, 'revoked');
    stop();
  },
});

const sweeping = casesOf('store', 'records', {
  'a sweep goes in batches and leaves what somebody still needs': async (context) => {
    const { store, clock } = context;
    present(await store.clients.insert(sampleClient()));
    present(await store.users.insert(sampleUser()));
    present(await store.apiKeys.insert(sampleApiKey('expired', { expiresAt: clock.now() + 1 })));
    await store.users.setStatus('user-1', 'revoked');
    await fill(context, 'old', 7);
    clock.advance(longAfter(store));
    await sweepAll(store, 2);
    await fill(context, 'new', 3);
    assert.equal(await store.sweep(), 0);
    for (const find of [store.codes, store.accessTokens, store.families]) {
      assert.equal(await find.find('old-0'), undefined);
      assert.notEqual(await find.find('new-2'), undefined);
    }
    assert.equal((await store.users.find('user-1'))?.status, 'revoked');
    assert.equal((await store.apiKeys.findPresented('expired'))?.liveness, 'expired');
  },
  'a family is kept for as long as a token of it may live, and an hour': async ({ store, clock }) => {
    const now = clock.now();
    const expiresAt = now + 2 * hour;
    present(await store.clients.insert(sampleClient()));
    await store.families.open(sampleFamily(now, 'family-1', { expiresAt, idleExpiresAt: expiresAt }));
    clock.set(expiresAt + store.revocations.rememberedMs + hour - 1);
    await store.sweep();
    assert.equal(await store.families.revoke('family-1'), true);
    clock.advance(1);
    await store.sweep();
    assert.equal(await store.families.find('family-1'), undefined);
  },
  'a retired signing key is swept an hour after its end, an active one never': async ({ store, clock }) => {
    const { signingKeys } = store;
    for (const kid of ['old', 'new']) present(await signingKeys.insert(sampleSigningKey(kid)));
    await signingKeys.activate('old', undefined, clock.now() + 1);
    await signingKeys.activate('new', 'old', clock.now() + hour);
    clock.advance(2 * hour - 1);
    assert.equal(await store.sweep(), 0);
    clock.advance(1);
    assert.equal(await store.sweep(), 1);
    clock.advance(longAfter(store));
    assert.equal(await store.sweep(), 0);
    assert.deepEqual(
      (await signingKeys.list()).map(({ kid }) => kid),
      ['new'],
    );
  },
  'sweeping while the store is in use harms nothing that lives': async (context) => {
    await fill(context, 'old', 20);
    context.clock.advance(longAfter(context.store));
    const now = context.clock.now();
    present(await context.store.clients.insert(sampleClient()));
    const results = await race(context, async (store, turn) => {
      await store.sweep(3);
      const id = `live-${turn}`;
      await store.codes.issue(sampleCode(now, id, { familyId: id }), sampleFamily(now, id));
      await store.sweep(3);
      const { consumed } = await store.codes.consume(id, { hash: `r-${turn}`, idleExpiresAt: now + hour });
      await store.accessTokens.insert(sampleAccessToken(now, id, { familyId: id }));
      await store.sweep(3);
      const next = { hash: `s-${turn}`, idleExpiresAt: now + hour, sealedReply: 'sealed' };
      const { rotated } = await store.families.rotate(id, `r-${turn}`, next);
      return consumed && rotated && (await store.accessTokens.find(id))?.liveness === 'live';
    });
    assert.ok(results.every(Boolean));
    await sweepAll(context.store, 10);
    assert.equal(await context.store.codes.find('old-0'), undefined);
  },
  'a suspension outlives every token that was there before it in the view': async ({
    store,
    clock,
    open,
  }) => {
    present(await store.clients.insert(sampleClient()));
    await store.clients.setStatus('client-1', 'suspended');
    clock.advance(store.revocations.rememberedMs);
    await sweepAll(store, 100);
    await store.revocations.catchUp();
    assert.equal(store.revocations.isRevoked({ issuer, clientId: 'client-1' }), true);
    assert.equal((await open()).revocations.isRevoked({ issuer, clientId: 'client-1' }), true);
  },
});

export const storeCases: readonly ContractCase[] = [...general, ...sweeping];
