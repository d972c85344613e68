import type { IncomingMessage } from 'node:http';
import { checkOptions, defineGuard, ForbiddenError, type Guard, type Principal } from '@portcullis/core';
import type { RoleTable } from './define-roles.js';
import { checkPermissionPart, permissionName } from './permission-name.js';

export interface RequirePermissionOptions {
  /** What the principal's roles grant, from `defineRoles`. Without it only permissions that a credential lists count. */
  readonly roles?: RoleTable;
}

/** The type of the resource, or how to read it from the request (a message type that stands in the body). */
export type ResourceType<Req> = string | ((req: Req) => string);

/**
 * Lets a principal through that may do this action on this type of resource: it has the permission
 * `resourceType:action` itself, or by one of its roles. Mount it after the guard of a credential.
 *
 * A credential that lists permissions and no roles narrows what the roles of another one grant. Refuses with a plain
 * 403. Does not ask whose resource it is.
 *
 * @throws TypeError at creation for names that could not stand in a permission. On a request where the function gives
 * no string the guard hands a `TypeError` to the app: the route is wrong, and nobody gets through.
 * @example
 * app.post('/accounts', user, requirePermission('create', 'accounts', { roles }), createAccount);
 */
export function requirePermission<Req extends IncomingMessage = IncomingMessage>(
  action: string,
  resourceType: ResourceType<Req>,
  options: RequirePermissionOptions = {},
): Guard {
  checkOptions(ACTION, options, ['roles']);
  checkRoleTable(options.roles);
  checkPermissionPart(`${ACTION}: action`, action);
  if (typeof resourceType === 'function') return permissionOfRequest(action, resourceType, options.roles);
  checkPermissionPart(`${ACTION}: resource type`, resourceType);
  const permission = permissionName(action, resourceType);
  return defineGuard(`requirePermission(${permission})`, {
    check: (principal) => holds(principal, permission, options.roles) || refusePermission(),
  });
}

const ACTION = 'Cannot create requirePermission';

function checkRoleTable(roles: RoleTable | undefined): void {
  if (roles !== undefined && typeof roles?.permits !== 'function') {
    throw new TypeError(`${ACTION}: roles is not a table made by defineRoles`);
  }
}

function permissionOfRequest<Req extends IncomingMessage>(
  action: string,
  resourceTypeOf: (req: Req) => string,
  roles: RoleTable | undefined,
): Guard {
  return defineGuard(`requirePermission(*:${action})`, {
    check(principal, req) {
      // The caller says what its requests look like; the route it mounts this on has to keep the promise.
      const resourceType: unknown = resourceTypeOf(req as Req);
      if (typeof resourceType !== 'string' || resourceType === '') {
        throw new TypeError('Cannot check permission: the request gives no resource type');
      }
      return holds(principal, permissionName(action, resourceType), roles) || refusePermission();
    },
  });
}

function holds(principal: Principal, permission: string, roles: RoleTable | undefined): boolean {
  if (principal.permissions.includes(permission)) return true;
  return roles?.permits(principal.roles, permission) === true && !narrowed(principal, permission);
}

/** `principal.roles` is cut to every credential that lists roles, so only one that lists permissions alone can object. */
function narrowed({ credentials }: Principal, permission: string): boolean {
  return Object.values(credentials).some(
    ({ roles, permissions }) => roles === undefined && permissions?.includes(permission) === false,
  );
}

function refusePermission(): never {
  throw new ForbiddenError('Cannot let the request through: a permission is missing', {
    reason: 'missing_permission',
  });
}
