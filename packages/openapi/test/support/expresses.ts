import express from 'express';
import express4 from 'express4';

/** Both majors, as one type: what is used of them is the same. */
export const expresses: readonly [name: string, create: typeof express][] = [
  ['Express 5', express],
  ['Express 4', express4 as unknown as typeof express],
];
