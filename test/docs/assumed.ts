// What the examples of the READMEs take as given: the app's own things, which a reader has under names of their own.
// An example imports what it uses of the packages; a name that no import would give is written down here.

import type { BearerGuard } from '@portcullis/bearer';
import type { Guard } from '@portcullis/core';
import type { Store } from '@portcullis/store';
import type { Express, RequestHandler } from 'express';

declare global {
  // The app, its guards and its handlers; its OpenAPI document.
  const app: Express;
  const user: BearerGuard;
  const application: Guard;
  const document: object;
  const handler: RequestHandler;
  const freeze: RequestHandler;
  const listAccounts: RequestHandler;
  const listProducts: RequestHandler;
  const readAccount: RequestHandler;
  const store: Store;
  const durable: Store;

  // What it was told or made: names, secrets, keys.
  const token: string;
  const clientSecret: string;
  const pepper: string;
  const secrets: readonly string[];

  // Its own data.
  const accounts: {
    isOwner(id: string, userId: string): Promise<boolean>;
    find(id: string): Promise<{ id: string; owner: string }>;
    list(filter: { owners: string[] }): Promise<object[]>;
  };
  const notes: object[];
  const sessions: {
    find(cookie: string | undefined): { id: string; authenticatedAt: number } | undefined;
  };

  // A store of the reader's own, and the test runner that its contract is run by.
  function createEmptyDatabase(): Promise<{ drop(): Promise<void> }>;
  function openMyStore(data: object, options: object): Promise<Store>;
  function it(name: string, test: () => Promise<void>): void;
}
