import type { Group } from '../harness/group.js';
import { apiKeyGroup } from './api-key.js';
import { bearerGroups } from './bearer.js';
import { fullStackGroups } from './full-stack.js';
import { headersGroup } from './headers.js';
import { issuingGroups } from './issuing.js';
import { rateLimitGroup } from './rate-limit.js';
import { redeemingGroup } from './redeeming.js';

/** Every comparison that there is, in the order in which they run. */
export const groups: readonly Group[] = [
  ...bearerGroups,
  headersGroup,
  apiKeyGroup,
  rateLimitGroup,
  ...fullStackGroups,
  ...issuingGroups,
  redeemingGroup,
];
