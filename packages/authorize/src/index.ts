export type { Principal } from '@portcullis/core';
export { defineRoles, type RoleDefinition, type RoleTable } from './define-roles.js';
export { type Denial, denyWith } from './deny-with.js';
export { requireAnyScope } from './require-any-scope.js';
export { type RequirePermissionOptions, type ResourceType, requirePermission } from './require-permission.js';
export { requireRoles } from './require-roles.js';
export { requireScopes } from './require-scopes.js';
export { type Predicate, requireThat } from './require-that.js';
