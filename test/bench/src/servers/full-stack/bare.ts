// Express alone: shows every account to everybody.
import { createAccountServer } from './account-server.js';
import { callingApp } from './full-stack-material.js';

export const createContender = () =>
  createAccountServer({
    keys: { good: 'good', ofAnotherClient: 'another', unknown: 'unknown' },
    clientOf: () => callingApp,
  });
