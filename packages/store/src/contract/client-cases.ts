import assert from 'node:assert/strict';
import type { ClientRecord } from '../client-store.js';
import { casesOf } from './cases-of.js';
import { countOf, present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { unstorableIds } from './hostile-strings.js';
import { eventually, race } from './race.js';
import { hour, issuer, minute, sampleClient, sampleSecret, second } from './samples.js';

const secretIds = (client: ClientRecord | undefined) => present(client).secrets.map(({ id }) => id);

const refusals = casesOf('clients', 'nothing', {
  'a third live secret loses': async ({ store }) => {
    const { clients } = store;
    present(await clients.insert(sampleClient('full')));
    assert.deepEqual(secretIds(await clients.addSecret('full', sampleSecret('second'))), ['first', 'second']);
    assert.deepEqual(secretIds(await clients.addSecret('full', sampleSecret('third'))), ['first', 'second']);
    assert.deepEqual(secretIds(await clients.find('full')), ['first', 'second']);
  },
  'a secret under a taken id loses': async ({ store }) => {
    const { clients } = store;
    const read = present(await clients.insert(sampleClient('twice')));
    assert.deepEqual(await clients.addSecret('twice', sampleSecret('first', { digest: 'other' })), read);
  },
  'the last live secret is not ended, an unknown one neither': async ({ store }) => {
    const { clients } = store;
    const read = present(await clients.insert(sampleClient('last')));
    assert.deepEqual(await clients.endSecret('last', 'first'), read);
    assert.deepEqual(await clients.endSecret('last', 'unknown'), read);
  },
  'an update does not touch the secrets or tokensValidFrom': async ({ store }) => {
    const { clients } = store;
    present(await clients.insert(sampleClient('kept')));
    const ended = present(await clients.endTokens('kept'));
    const forged = { ...ended, secrets: [sampleSecret('forged')], tokensValidFrom: 0 };
    const written = present(await clients.update(forged));
    assert.deepEqual(secretIds(written), ['first']);
    assert.equal(written.tokensValidFrom, ended.tokensValidFrom);
    assert.deepEqual(await clients.find('kept'), written);
  },
  'a revoked client gets no secret, and loses none': async ({ store: { clients } }) => {
    present(await clients.insert(sampleClient('one')));
    present(await clients.insert(sampleClient('two', { secrets: [sampleSecret('a'), sampleSecret('b')] })));
    const one = present(await clients.setStatus('one', 'revoked'));
    const two = present(await clients.setStatus('two', 'revoked'));
    assert.deepEqual(await clients.addSecret('one', sampleSecret('late')), one);
    assert.deepEqual(await clients.endSecret('two', 'a'), two);
    assert.deepEqual(await clients.endTokens('one'), one);
  },
  'three secrets at once, and a secret that cannot be kept, are refused': async ({ store }) => {
    const secrets = [sampleSecret('one'), sampleSecret('two'), sampleSecret('three')];
    await refusesArgument(() => store.clients.insert(sampleClient('three', { secrets })));
    present(await store.clients.insert(sampleClient('known')));
    await refusesArgument(() => store.clients.addSecret('known', sampleSecret('', { createdAt: 1 })));
    await refusesArgument(() => store.clients.addSecret('known', sampleSecret('x', { createdAt: 1.5 })));
  },
  'the steps on an unknown client do nothing': async ({ store }) => {
    for (const id of ['unknown', ...unstorableIds]) {
      assert.equal(await store.clients.addSecret(id, sampleSecret('one')), undefined);
      assert.equal(await store.clients.endSecret(id, 'first'), undefined);
      assert.equal(await store.clients.endTokens(id), undefined);
    }
    assert.deepEqual(await store.clients.list(), []);
  },
});

const races = casesOf('clients', 'nothing', {
  'of 50 secrets added at once, one finds room': async (context) => {
    present(await context.store.clients.insert(sampleClient('contested')));
    const results = await race(context, (store, turn) =>
      store.clients.addSecret('contested', sampleSecret(`new-${turn}`)),
    );
    const winners = results.filter((result, turn) => secretIds(result).includes(`new-${turn}`));
    assert.equal(winners.length, 1);
    assert.deepEqual(secretIds(await context.store.clients.find('contested')), secretIds(winners[0]));
  },
  'of two secrets ended at once from all sides, one stays': async (context) => {
    const secrets = [sampleSecret('one'), sampleSecret('two')];
    present(await context.store.clients.insert(sampleClient('contested', { secrets })));
    await race(context, (store, turn) =>
      store.clients.endSecret('contested', turn % 2 === 0 ? 'one' : 'two'),
    );
    assert.equal(secretIds(await context.store.clients.find('contested')).length, 1);
  },
  '50 steps that do not contradict each other are all taken': async (context) => {
    const { clients } = context.store;
    present(await clients.insert(sampleClient('busy')));
    const results = await race(context, (store) => store.clients.endTokens('busy'));
    assert.equal(
      countOf(results, (result) => result !== undefined),
      50,
    );
    const { version } = present(await clients.find('busy'));
    assert.deepEqual(new Set(results.map((result) => result?.version)).size, version - 1);
  },
});

const others = casesOf('clients', 'nothing', {
  'a second secret is added and the first one ended, each a change that the view tells': async ({
    store,
  }) => {
    const { clients, revocations } = store;
    present(await clients.insert(sampleClient('rotating')));
    const second = sampleSecret('second', { digest: 'digest-2', expiresAt: 9_000_000_000_000 });
    const both = present(await clients.addSecret('rotating', second));
    assert.deepEqual(both.secrets, [sampleSecret('first'), second]);
    const number = revocations.changeOf({ issuer, clientId: 'rotating' });
    const left = present(await clients.endSecret('rotating', 'first'));
    assert.deepEqual([left.secrets, left.version], [[second], 3]);
    assert.ok(number > 0 && revocations.changeOf({ issuer, clientId: 'rotating' }) > number);
    assert.equal(revocations.isRevoked({ issuer, clientId: 'rotating' }), false);
  },
  'a list by owner has the clients of that owner alone': async ({ store }) => {
    const { clients } = store;
    const own = present(await clients.insert(sampleClient('own', { ownerId: 'merchant-1' })));
    present(await clients.insert(sampleClient('foreign', { ownerId: 'merchant-2' })));
    present(await clients.insert(sampleClient('nobodys')));
    assert.deepEqual(await clients.list({ ownerId: 'merchant-1' }), [own]);
    for (const ownerId of ['unknown', ...unstorableIds])
      assert.deepEqual(await clients.list({ ownerId }), []);
    assert.equal((await clients.list()).length, 3);
  },
});

const timed = casesOf('clients', 'records', {
  'an expired secret makes room, at the edge and not before': async ({ store, clock }) => {
    const { clients } = store;
    const expiring = sampleSecret('expiring', { expiresAt: clock.now() + minute });
    present(await clients.insert(sampleClient('edge', { secrets: [sampleSecret('first'), expiring] })));
    clock.advance(minute - 1);
    assert.deepEqual(secretIds(await clients.addSecret('edge', sampleSecret('early'))), [
      'first',
      'expiring',
    ]);
    clock.advance(1);
    assert.deepEqual(secretIds(await clients.addSecret('edge', sampleSecret('due'))), ['first', 'due']);
  },
  'an expired secret does not count as the one that is left': async ({ store, clock }) => {
    const secrets = [sampleSecret('live'), sampleSecret('over', { expiresAt: clock.now() })];
    const read = present(await store.clients.insert(sampleClient('edge', { secrets })));
    assert.deepEqual(await store.clients.endSecret('edge', 'live'), read);
  },
  'endTokens bars what was issued up to the whole second, never goes back, and bars no later token': async ({
    store,
    clock,
    open,
  }) => {
    const start = clock.advanceToSecond();
    clock.advance(400);
    await store.revocations.catchUp();
    const other = await open();
    present(await store.clients.insert(sampleClient('ended')));
    const { tokensValidFrom } = present(await store.clients.endTokens('ended'));
    assert.equal(tokensValidFrom, start + second);
    const token = (issuedAt: number) => ({
      issuer,
      clientId: 'ended',
      tokenId: 't',
      issuedAt: issuedAt / second,
    });
    assert.equal(store.revocations.isRevoked(token(start)), true);
    assert.equal(store.revocations.isRevoked(token(start + second)), false);
    await eventually('it is heard of', () => other.revocations.isRevoked(token(start)));
    clock.advance(-hour);
    assert.equal(present(await store.clients.endTokens('ended')).tokensValidFrom, tokensValidFrom);
  },
});

export const clientCases: readonly ContractCase[] = [...refusals, ...races, ...others, ...timed];
