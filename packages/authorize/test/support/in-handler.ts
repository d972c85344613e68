import type { Guard } from '@portcullis/core';
import express, { type Request } from 'express';
import { serveAccounts } from './serve-accounts.js';

/** What the handler of `/accounts/mine` behind these guards finds out, or what it throws. */
export async function inHandler<Found>(
  find: (req: Request) => Promise<Found>,
  ...guards: readonly Guard[]
): Promise<Found> {
  let found: Promise<Found> | undefined;
  const app = await serveAccounts(express, ...guards, (req, _res, next) => {
    found = find(req);
    found.then(() => next(), next);
  });
  await app.get('/accounts/mine');
  await app.close();
  if (found === undefined) throw new Error('The guards let nobody through');
  return found;
}
