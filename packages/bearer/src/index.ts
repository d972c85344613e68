export type { CacheLimits, Principal } from '@portcullis/core';
export type { Authority, AuthorityQuestion } from '@portcullis/store';
export { type BearerGuard, bearer } from './bearer.js';
export type { BearerOptions, BearerSettings, SeveralIssuers } from './bearer-options.js';
export type { IntrospectionOptions } from './introspection/introspection-options.js';
export type {
  IntrospectedIssuerOptions,
  IssuerOptions,
  LocalIssuerOptions,
  RemoteIssuerOptions,
} from './issuer-options.js';
export type { LocalIssuer, StoredAccessToken } from './local-issuer.js';
export { type ProtectedResource, protectedResource } from './resource-metadata/protected-resource.js';
export type { ProtectedResourceOptions } from './resource-metadata/protected-resource-options.js';
