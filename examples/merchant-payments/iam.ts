import { defineRoles } from '@portcullis/authorize';
import type { Names } from '@portcullis/core';

/** What there is to be permitted. A permission is also the scope that a token needs for it. */
export const permissions = {
  'accounts:create': 'Create accounts',
  'transactions:read': 'See transactions',
  'transactions:manage': 'Write notes on transactions',
  'terminals:assign': 'Assign terminals to accounts',
  'transfers:initiate': 'Initiate transfers',
  'api-keys:manage': 'Manage API keys',
} as const;

export type Permission = keyof typeof permissions;

export const permissionNames = Object.keys(permissions) as readonly Permission[];

/** Who may do what. The permissions of a `custom` key stand on its record. */
export const roles = defineRoles({
  admin: { scopes: permissionNames },
  operator: { scopes: ['transactions:read', 'transactions:manage', 'terminals:assign'] },
  viewer: { scopes: ['transactions:read'] },
  custom: {},
});

export const defaultRole = 'admin';

/** For people; a name that is not in the table says it itself. */
export function describePermission(name: string): string {
  return Object.hasOwn(permissions, name) ? permissions[name as Permission] : name;
}

/** Whether this is everything that there is: the power of an administrator, whatever the role is called. */
export function areAllPermissions(names: Names): boolean {
  return permissionNames.every((name) => names.includes(name));
}
