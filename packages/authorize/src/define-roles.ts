import { checkOptions, type Names } from '@portcullis/core';
import { checkPermission } from './permission-name.js';
import { checkName } from './requirement-names.js';

/** What one role may do. An absent list is an empty one. */
export interface RoleDefinition {
  /** Scopes that may be given to whoever has the role. */
  readonly scopes?: Names;
  /** `resourceType:action`, as `accounts:create`. */
  readonly permissions?: Names;
}

/** The declared roles, with the questions that are asked of them. Roles that it does not know grant nothing. */
export interface RoleTable {
  /** All declared roles, in the order declared. */
  readonly names: Names;
  has(role: string): boolean;
  /** What these roles grant together, each once, in the order declared. */
  scopesOf(roles: Names): Names;
  permissionsOf(roles: Names): Names;
  /** Whether one of the roles grants the permission. */
  permits(roles: Names, permission: string): boolean;
}

const ACTION = 'Cannot define roles';

/**
 * One table of what every role may do, for `requirePermission` and for whoever gives out scopes.
 *
 * @throws TypeError for an empty table, an unknown member, and names or permissions that are none.
 * @example
 * const roles = defineRoles({
 *   teller: { scopes: ['accounts:read'], permissions: ['accounts:read', 'accounts:freeze'] },
 *   'it-manager': {},
 * });
 */
export function defineRoles(table: Readonly<Record<string, RoleDefinition>>): RoleTable {
  if (typeof table !== 'object' || table === null)
    throw new TypeError(`${ACTION}: the table is not an object`);
  const definitions = Object.entries(table);
  if (definitions.length === 0) throw new TypeError(`${ACTION}: the table is empty`);
  for (const [role, definition] of definitions) checkDefinition(role, definition);
  const scopes = new Map(definitions.map(([role, definition]) => [role, new Set(definition.scopes)]));
  const permissions = new Map(
    definitions.map(([role, definition]) => [role, new Set(definition.permissions)]),
  );
  return Object.freeze({
    names: Object.freeze([...scopes.keys()]),
    has: (role: string) => scopes.has(role),
    scopesOf: (roles: Names) => granted(scopes, roles),
    permissionsOf: (roles: Names) => granted(permissions, roles),
    permits(roles: Names, permission: string) {
      for (const role of roles) {
        if (permissions.get(role)?.has(permission)) return true;
      }
      return false;
    },
  });
}

function checkDefinition(role: string, definition: RoleDefinition): void {
  checkName(ACTION, role);
  checkOptions(`${ACTION}: role ${role}`, definition, ['scopes', 'permissions']);
  for (const list of ['scopes', 'permissions'] as const) {
    if (definition[list] === undefined || Array.isArray(definition[list])) continue;
    throw new TypeError(`${ACTION}: role ${role}: ${list} is not a list`);
  }
  for (const scope of definition.scopes ?? []) checkName(`${ACTION}: scope of role ${role}`, scope);
  for (const permission of definition.permissions ?? []) {
    checkPermission(`${ACTION}: permission of role ${role}`, permission);
  }
}

function granted(table: ReadonlyMap<string, ReadonlySet<string>>, roles: Names): Names {
  const held = new Set(roles);
  const names = new Set<string>();
  for (const [role, grants] of table) {
    if (held.has(role)) for (const name of grants) names.add(name);
  }
  return [...names];
}
