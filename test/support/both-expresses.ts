import express5 from 'express';
import express4 from 'express4';

/** For `describe.each`. What the tests use of the two is typed alike, so Express 5 speaks for both. */
export const bothExpresses: readonly (readonly [name: string, express: typeof express5])[] = [
  ['Express 4', express4 as unknown as typeof express5],
  ['Express 5', express5],
];
