export type { Names } from '@portcullis/core';
export type { AccessTokenRecord, AccessTokenStore, FoundAccessToken } from './access-token-store.js';
export type {
  ApiKeyListOptions,
  ApiKeyRecord,
  ApiKeyStore,
  ApiKeyUse,
  NewApiKey,
  PresentedApiKey,
} from './api-key-store.js';
export type { Authority, AuthorityQuestion } from './authority.js';
export type {
  ClientListOptions,
  ClientRecord,
  ClientSecret,
  ClientStore,
  NewClient,
} from './client-store.js';
export { MAX_CLIENT_SECRETS } from './client-store.js';
export type { CodeConsumption, CodeRecord, CodeStore, NewCode } from './code-store.js';
export { MAX_CODE_FAILURES } from './code-store.js';
export type { ConsentRecord, ConsentStore } from './consent-store.js';
export type {
  Count,
  CounterStore,
  CountReservation,
  CountWindow,
  Refund,
  Reservation,
} from './counter-store.js';
export { createFailureCounts, type FailureCounts, type FailureLimits } from './failure-counts.js';
export type {
  FamilyStore,
  FirstRefreshToken,
  FoundFamily,
  NewTokenFamily,
  NextRefreshToken,
  RotationResult,
  TokenFamily,
} from './family-store.js';
export type { JsonObject, JsonValue } from './json.js';
export type { Liveness } from './liveness.js';
export type { ListOptions, ManagedRecord, ManagedStore, NewRecord, RecordStatus } from './managed-record.js';
export type { MarkStore } from './mark-store.js';
export { createMemoryStore, type MemoryStoreOptions } from './memory/create-memory-store.js';
export type {
  AuthoritySubject,
  NoticeKind,
  RevocationFeed,
  RevocationNotice,
  RevocationSubject,
  RevocationView,
} from './revocation-view.js';
export { revocationsOfIssuer } from './revocations-of-issuer.js';
export type {
  NewSigningKey,
  SigningKeyRecord,
  SigningKeyState,
  SigningKeyStore,
} from './signing-key-store.js';
export { createStatusChanges } from './status-changes.js';
export type { Store } from './store.js';
export type { UsageCount, UsageRange, UsageStore } from './usage-store.js';
export { MAX_USAGE_COUNTS } from './usage-store.js';
export type { NewUser, UserRecord, UserStore } from './user-store.js';
