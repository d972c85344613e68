import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSealer } from '../src/index.js';

const secret = (letter: string) => letter.repeat(32);

describe('createSealer', () => {
  test.each([
    ['no secret', [], /there is no secret/],
    ['a secret of 31 bytes', ['x'.repeat(31)], /a secret has 31 bytes, at least 32 are needed/],
    ['a short one among others', [secret('a'), 'hunter2'], /a secret has 7 bytes/],
  ])('refuses %s, and does not tell it', (_name, secrets, message) => {
    expect(() => createSealer('keys', secrets)).toThrow(TypeError);
    expect(() => createSealer('keys', secrets)).toThrow(message);
    expect(() => createSealer('keys', secrets)).not.toThrow(/hunter2/);
  });

  test.each([
    ['another secret', createSealer('keys', [secret('b')]), 'label'],
    ['another purpose', createSealer('other', [secret('a')]), 'label'],
    ['another label', createSealer('keys', [secret('a')]), 'other label'],
  ])('does not open with %s', (_name, other, label) => {
    const sealed = createSealer('keys', [secret('a')]).seal('text', 'label');
    expect(() => other.open(sealed, label)).toThrow(/^Cannot open what is sealed/);
  });

  test('does not open when any character was changed, or some are missing', () => {
    const sealer = createSealer('keys', [secret('a')]);
    const sealed = sealer.seal('text', 'label');
    for (let index = 0; index < sealed.length; index++) {
      const other = sealed[index] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
      expect(() => sealer.open(changed, 'label')).toThrow(/^Cannot open what is sealed/);
      expect(() => sealer.open(sealed.slice(0, index), 'label')).toThrow(/^Cannot open what is sealed/);
    }
  });

  test('opens what any of its secrets sealed, and seals with the first', () => {
    const old = createSealer('keys', [secret('a')]);
    const both = createSealer('keys', [secret('b'), secret('a')]);
    expect(both.open(old.seal('text', 'label'), 'label')).toBe('text');
    expect(createSealer('keys', [secret('b')]).open(both.seal('text', 'label'), 'label')).toBe('text');
  });

  test('never seals to the same text twice, and shows nothing of what it sealed', () => {
    const sealer = createSealer('keys', [secret('a')]);
    const sealed = Array.from({ length: 100 }, () => sealer.seal('text', 'label'));
    expect(new Set(sealed).size).toBe(100);
    expect(Buffer.from(sealed[0]?.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toContain('text');
  });

  test('opens to the very text that was sealed', () => {
    const sealer = createSealer('keys', [secret('a')]);
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (sealed, label) => {
        expect(sealer.open(sealer.seal(sealed, label), label)).toBe(sealed);
      }),
    );
  });
});
