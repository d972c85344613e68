// Express alone: answers everybody.
import { callingClient } from '../../groups/access-tokens.js';
import { createResourceServer } from './resource-server.js';

export const createContender = () => createResourceServer({ clientOf: () => callingClient });
