export type { Credential, CredentialKind, Identity, Names, Principal } from './principal.js';
