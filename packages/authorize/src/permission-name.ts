import { checkName } from './requirement-names.js';

/** A permission is an action on a type of resource, written `resourceType:action`: `accounts:create`. */
export function permissionName(action: string, resourceType: string): string {
  return `${resourceType}:${action}`;
}

/** @throws TypeError for what is not a resource type, a colon and an action. */
export function checkPermission(action: string, permission: unknown): void {
  checkName(action, permission);
  if (!/^[^:]+:[^:]+$/.test(String(permission))) {
    throw new TypeError(`${action}: ${JSON.stringify(permission)} is not written as resourceType:action`);
  }
}

/** @throws TypeError for an action or resource type that could not stand in a permission. */
export function checkPermissionPart(action: string, part: unknown): void {
  checkName(action, part);
  if (String(part).includes(':')) throw new TypeError(`${action}: ${JSON.stringify(part)} holds a colon`);
}
