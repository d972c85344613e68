// Express alone: limits nobody.
import { createLimitServer } from './limit-server.js';

export const createContender = () => createLimitServer();
