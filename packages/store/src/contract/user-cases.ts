import assert from 'node:assert/strict';
import { casesOf } from './cases-of.js';
import { countOf, present, refusesArgument } from './expectations.js';
import type { ContractCase } from './harness.js';
import { strangeIds, unstorableIds } from './hostile-strings.js';
import { race } from './race.js';
import { issuer, sampleUser, second } from './samples.js';

const refusals = casesOf('users', 'nothing', {
  'a taken user name or e-mail address is given to nobody else': async ({ store: { users } }) => {
    const read = present(await users.insert(sampleUser('one', { username: 'ann', email: 'ann@x.example' })));
    assert.equal(await users.insert(sampleUser('two', { username: 'ann' })), undefined);
    assert.equal(await users.insert(sampleUser('three', { email: 'ann@x.example' })), undefined);
    assert.deepEqual(await users.list(), [read]);
    await users.setStatus('one', 'revoked');
    assert.equal(await users.insert(sampleUser('four', { username: 'ann' })), undefined);
  },
  'an update to a taken user name or e-mail address writes nothing': async ({ store: { users } }) => {
    present(await users.insert(sampleUser('one', { username: 'ann', email: 'ann@x.example' })));
    const read = present(await users.insert(sampleUser('two', { username: 'bob' })));
    assert.equal(await users.update({ ...read, username: 'ann' }), undefined);
    assert.equal(await users.update({ ...read, email: 'ann@x.example' }), undefined);
    assert.deepEqual(await users.find('two'), read);
  },
  'nobody is found by a text that nobody has': async ({ store: { users } }) => {
    present(await users.insert(sampleUser('one', { username: 'ann', email: 'ann@x.example' })));
    for (const text of ['one', 'Ann', 'ann ', 'ann@X.example', ...strangeIds, ...unstorableIds]) {
      assert.equal(await users.findByUsername(text), undefined);
      assert.equal(await users.findByEmail(text), undefined);
      assert.equal(await users.endTokens(text === 'one' ? 'nobody' : text), undefined);
    }
  },
  'a user name or e-mail address that cannot be looked up is refused': async ({ store: { users } }) => {
    for (const text of unstorableIds) {
      await refusesArgument(() => users.insert(sampleUser('one', { username: text })));
      await refusesArgument(() => users.insert(sampleUser('one', { email: text })));
    }
    assert.deepEqual(await users.list(), []);
  },
});

const others = casesOf('users', 'nothing', {
  'of 50 who take one user name at once, one gets it': async (context) => {
    const results = await race(context, (store, turn) =>
      store.users.insert(sampleUser(`user-${turn}`, { username: 'wanted' })),
    );
    const winners = results.filter((result) => result !== undefined);
    assert.equal(winners.length, 1);
    assert.deepEqual(await context.store.users.findByUsername('wanted'), winners[0]);
    assert.equal((await context.store.users.list()).length, 1);
  },
  'of 50 who change to one e-mail address at once, one gets it': async (context) => {
    const { users } = context.store;
    const ids = Array.from({ length: 50 }, (_, turn) => `user-${turn}`);
    const read = await Promise.all(ids.map(async (id) => present(await users.insert(sampleUser(id)))));
    const results = await race(context, (store, turn) =>
      store.users.update({ ...present(read[turn]), email: 'wanted@x.example' }),
    );
    assert.equal(
      countOf(results, (result) => result !== undefined),
      1,
    );
  },
  'a user is found by id, user name and e-mail address, and by the new ones after a change': async ({
    store: { users },
    open,
  }) => {
    const read = present(await users.insert(sampleUser('one', { username: 'ann', email: 'ann@x.example' })));
    assert.deepEqual(await users.findByUsername('ann'), read);
    assert.deepEqual(await users.findByEmail('ann@x.example'), read);
    const { email: _email, ...withoutEmail } = read;
    const renamed = present(await users.update({ ...withoutEmail, username: 'anna' }));
    assert.equal(await users.findByUsername('ann'), undefined);
    assert.equal(await users.findByEmail('ann@x.example'), undefined);
    assert.deepEqual(await (await open()).users.findByUsername('anna'), renamed);
    present(await users.insert(sampleUser('two', { username: 'ann', email: 'ann@x.example' })));
  },
  'users without an e-mail address do not take it from each other': async ({ store: { users } }) => {
    const { email: _one, ...one } = sampleUser('one');
    const { email: _two, ...two } = sampleUser('two');
    assert.equal('email' in present(await users.insert(one)), false);
    present(await users.insert(two));
  },
});

const timed = casesOf('users', 'records', {
  'endTokens bars the tokens so far, of this user alone': async ({
    store: { users, revocations },
    clock,
  }) => {
    const start = clock.advanceToSecond();
    await revocations.catchUp();
    present(await users.insert(sampleUser('one')));
    const { tokensValidFrom } = present(await users.endTokens('one'));
    assert.equal(tokensValidFrom, start + second);
    const token = (userId: string, issuedAt: number) => ({
      issuer,
      userId,
      familyId: 'f',
      issuedAt: issuedAt / second,
    });
    assert.equal(revocations.isRevoked(token('one', start)), true);
    assert.equal(revocations.isRevoked({ issuer, userId: 'one', tokenId: 'without iat' }), true);
    assert.equal(revocations.isRevoked({ issuer, userId: 'one', keyId: 'no token' }), false);
    assert.equal(revocations.isRevoked(token('one', start + second)), false);
    assert.equal(revocations.isRevoked(token('two', start)), false);
  },
});

export const userCases: readonly ContractCase[] = [...refusals, ...others, ...timed];
