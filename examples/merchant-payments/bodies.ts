import { z } from 'zod';
import { defaultRole, permissionNames, roles } from './iam.js';

const name = z
  .string()
  .max(200)
  .regex(/^\P{C}*[^\s\p{C}]\P{C}*$/u, 'must be a text of 1 to 200 characters');
const id = z.string().min(1).max(200);
const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a code of ISO 4217, as NGN');
const permissions = z
  .array(z.enum(permissionNames))
  .refine((names) => new Set(names).size === names.length, 'has a permission twice');

export const newAccount = z.strictObject({ name, currency });

export const transactionNote = z.strictObject({
  note: z
    .string()
    .max(500)
    .regex(/^[^\0\p{Cs}]*$/u, 'must be plain text'),
});

export const terminalAssignment = z.strictObject({ terminalId: id, accountId: id });

export const newTransfer = z
  .strictObject({ fromAccountId: id, toAccountId: id, amount: z.int().positive(), currency })
  .refine(({ fromAccountId, toAccountId }) => fromAccountId !== toAccountId, {
    path: ['toAccountId'],
    message: 'must be another account',
  });

/** The permissions of a role are those of the table; a `custom` key may bring its own. */
export const newKey = z
  .strictObject({ name, role: z.enum(roles.names).default(defaultRole), permissions: permissions.optional() })
  .refine((key) => key.role === 'custom' || key.permissions === undefined, {
    path: ['permissions'],
    message: 'are given by the role; only custom keys bring their own',
  });

export const newPermissions = z.strictObject({ permissions });

export type NewAccount = z.infer<typeof newAccount>;
export type TransactionNote = z.infer<typeof transactionNote>;
export type TerminalAssignment = z.infer<typeof terminalAssignment>;
export type NewTransfer = z.infer<typeof newTransfer>;
export type NewKey = z.infer<typeof newKey>;
export type NewPermissions = z.infer<typeof newPermissions>;
