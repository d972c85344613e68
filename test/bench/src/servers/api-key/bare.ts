// Express alone: answers everybody.
import { callingApp, createKeyServer } from './key-server.js';

export const createContender = () =>
  createKeyServer({
    keys: { good: 'good', suspended: 'suspended', expired: 'expired', unknown: 'unknown' },
    clientOf: () => callingApp,
  });
