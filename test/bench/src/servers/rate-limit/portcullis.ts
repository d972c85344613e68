// Ours: keyRateLimit as a user mounts it, in the memory of the process.
import { keyRateLimit } from '@portcullis/limits';
import { createLimitServer, plans } from './limit-server.js';

export const createContender = () => createLimitServer((path) => keyRateLimit({ planOf: () => plans[path] }));
