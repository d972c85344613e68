import type { Group } from '../harness/group.js';
import { apiKeyGroup } from './api-key.js';
import { bearerGroups } from './bearer.js';
import { issuingGroups } from './issuing.js';
import { rateLimitGroup } from './rate-limit.js';

/** Every comparison that there is, in the order in which they run. */
export const groups: readonly Group[] = [...bearerGroups, apiKeyGroup, rateLimitGroup, ...issuingGroups];
