import { defineRoles } from '@portcullis/authorize';

/** Who may do what, as scopes. On which accounts is another question. */
export const roles = defineRoles({
  'digital-banking-user': { scopes: ['accounts:read'] },
  'account-owner': { scopes: ['accounts:read', 'transactions:read', 'transfers:write', 'payments:write'] },
  'account-co-owner': { scopes: ['accounts:read', 'transactions:read', 'transfers:write', 'payments:write'] },
  'beneficial-owner': { scopes: ['accounts:read', 'transactions:read'] },
  teller: { scopes: ['accounts:read', 'transactions:read'] },
  'deposit-accounts-manager': { scopes: ['applications:read', 'documents:read', 'applications:decide'] },
  'it-manager': {},
});
