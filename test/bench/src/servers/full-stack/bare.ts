// Express alone: shows every account to everybody.
import { callingClient } from '../../groups/access-tokens.js';
import { createAccountServer } from './account-server.js';

export const createContender = () =>
  createAccountServer({
    keys: { good: 'good', ofAnotherClient: 'another', unknown: 'unknown' },
    clientOf: () => callingClient,
  });
