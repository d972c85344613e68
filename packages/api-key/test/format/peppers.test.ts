import { describe, expect, it } from 'vitest';
import { createPeppers } from '../../src/format/peppers.js';
import { otherPepper, pepper } from '../support/registry.js';

const action = 'Cannot create API keys';

describe('createPeppers', () => {
  it.each([
    [undefined, 'peppers must be a list of secrets'],
    [pepper, 'peppers must be a list of secrets'],
    [[], 'peppers is missing; at least one is needed'],
    [['too short'], 'peppers has a secret that is not text of 32 bytes or more'],
    [[pepper, ''], 'peppers has a secret that is not text of 32 bytes or more'],
    [[pepper, undefined], 'peppers has a secret that is not text of 32 bytes or more'],
    [[pepper, otherPepper, pepper], 'peppers has one secret twice'],
  ])('refuses %j, and does not tell it', (secrets, problem) => {
    expect(() => createPeppers(action, secrets as string[])).toThrow(new TypeError(`${action}: ${problem}`));
  });

  it('knows a secret again in whatever place it stands', () => {
    const [one, two] = createPeppers(action, [pepper, otherPepper]);
    const [second, first] = createPeppers(action, [otherPepper, pepper]);
    expect([first?.version, second?.version]).toEqual([one?.version, two?.version]);
    expect(one?.version).not.toBe(two?.version);
    expect(Number.isSafeInteger(one?.version)).toBe(true);
  });

  it('makes another digest of the same key with another secret, and the same with the same', () => {
    const [one, two] = createPeppers(action, [pepper, otherPepper]);
    const [again] = createPeppers(action, [pepper]);
    expect(one?.digest('key')).toMatch(/^[\w-]{43}$/);
    expect(again?.digest('key')).toBe(one?.digest('key'));
    expect(two?.digest('key')).not.toBe(one?.digest('key'));
    expect(one?.digest('other')).not.toBe(one?.digest('key'));
  });
});
