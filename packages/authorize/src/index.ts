export type { Principal } from '@portcullis/core';
export { defineRoles, type RoleDefinition, type RoleTable } from './define-roles.js';
export { type Denial, denyWith } from './deny-with.js';
export { can } from './entitlements/can.js';
export type {
  EntitlementOptions,
  EntitlementQuestion,
  EntitlementSource,
  FilteringSource,
  FilterQuestion,
} from './entitlements/entitlement-source.js';
export { filterFor } from './entitlements/filter-for.js';
export { type RequireEntitlementOptions, requireEntitlement } from './entitlements/require-entitlement.js';
export type { ResourceId } from './entitlements/resource-id.js';
export { requireAnyScope } from './require-any-scope.js';
export { type RequirePermissionOptions, type ResourceType, requirePermission } from './require-permission.js';
export { requireRoles } from './require-roles.js';
export { requireScopes } from './require-scopes.js';
export { type Predicate, requireThat } from './require-that.js';
