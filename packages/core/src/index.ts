export { type Clock, systemClock } from './clock.js';
export type { Credential, CredentialKind, Identity, Names, Principal } from './principal.js';
export type { Eventually } from './scheme.js';
