import { describe, expect, test } from 'vitest';
import { checkOptions } from '../src/index.js';

const action = 'Cannot create bearer middleware';

describe('checkOptions', () => {
  test.each([[null], [undefined], ['issuer'], [['issuer']], [7]])(
    'refuses %j in place of options',
    (options) => {
      expect(() => checkOptions(action, options as unknown as object, ['issuer'])).toThrow(
        new TypeError('Cannot create bearer middleware: options must be an object'),
      );
    },
  );

  test('refuses a mistyped name and says which ones there are', () => {
    expect(() => checkOptions(action, { isuer: 'x' }, ['issuer', 'audience'])).toThrow(
      new TypeError('Cannot create bearer middleware: unknown option "isuer"; known are issuer, audience'),
    );
  });

  test('takes known names, and no names', () => {
    expect(() => checkOptions(action, { issuer: 'x' }, ['issuer', 'audience'])).not.toThrow();
    expect(() => checkOptions(action, {}, ['issuer'])).not.toThrow();
  });
});
