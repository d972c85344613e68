import { defineRoles } from '@portcullis/authorize';

/** The gateway's APIs and the message types that each one takes. The name of an API is also the scope that opens it. */
export const apis = {
  claims: ['claim-notification', 'estimate-submission', 'repair-authorisation'],
  billing: ['invoice', 'credit-note'],
} as const;

export type Api = keyof typeof apis;

export const apiNames = Object.keys(apis) as readonly Api[];

/** Which message types a role may send, as permissions `messageType:send`. */
export const roles = defineRoles({
  'full-sender': { permissions: Object.values(apis).flatMap((types) => types.map((type) => `${type}:send`)) },
  notifier: { permissions: ['claim-notification:send'] },
});
