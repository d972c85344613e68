export { listLimit, sweepLimit } from './batch-limits.js';
export { secretsWith, secretsWithout } from './client-secrets.js';
export { countedAmount, refundedAmount, reservedAmount } from './counted-amount.js';
export { engineFailure, reasonOf } from './engine-failure.js';
export { isOver, nextWholeSecond, REPLAY_MARGIN_MS } from './expiry.js';
export { keyDigest } from './key-digest.js';
export {
  type AccessTokenFacts,
  accessTokenLiveness,
  apiKeyLiveness,
  familyEnd,
  familyLiveness,
  type TokenHolders,
} from './liveness.js';
export { NoticeListeners } from './notice-listeners.js';
export { refuseConsumption } from './refuse-consumption.js';
export { RevocationIndex, type RevocationIndexOptions } from './revocation-index.js';
export { isStorableId, requireId, requireTime } from './storable.js';
export { consentedScopes, requireConsent } from './storable-consent.js';
export {
  storableAccessToken,
  storableApiKey,
  storableClient,
  storableCode,
  storableFamily,
  storableRefreshToken,
  storableSecret,
  storableSigningKey,
  storableUser,
} from './storable-records.js';
export { requireUsageBatch, USAGE_BATCH_MS, usageDays } from './storable-usage.js';
