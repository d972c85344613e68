import type { JsonObject } from '../json.js';

/** No store can keep these apart as ids: nothing has them, and nothing may get them. */
export const unstorableIds = ['', 'nul\0inside', '\uD800', 'tail\uDFFF', 'x'.repeat(513)];

/** All different, and every store keeps them so. */
export const strangeIds = [
  '__proto__',
  'constructor',
  'toString',
  'A',
  'a',
  ' a',
  'a ',
  '\u00e9',
  'e\u0301',
  'ｅ',
  '\u00df',
  'ss',
  "'; DROP TABLE client; --",
  '"',
  '%',
  '_',
  '*',
  '\\',
  '\n',
  '\r\n',
  '\u0001',
  '\u202eright',
  '\ufffd',
  '\u{1f600}',
  '\u{1f600}\u200d',
  '0',
  '00',
  '1e3',
  'null',
  'undefined',
  '{"a":1}',
  'a:b',
  'a\u0085',
  '\u00a0',
  '\u00fc'.repeat(512),
];

/** For members that are only kept, never looked up: everything a JavaScript string can be. */
export const hostileTexts = [...strangeIds, ...unstorableIds, 'a\0b', '\uDC00\uD800', 'long '.repeat(20_000)];

/** JSON that a careless copy would change or be changed by. */
export const hostileJson: JsonObject = JSON.parse(
  '{"__proto__":{"admin":true},"constructor":null,"a\\u0000b":[1,-2.5,1e300,true,null,{"x":[]}],"\\ud800":"\\udfff","":{}}',
);
