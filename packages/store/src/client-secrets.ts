import { type ClientRecord, type ClientSecret, MAX_CLIENT_SECRETS } from './client-store.js';
import { isOver } from './expiry.js';

/** The secrets after `addSecret`, or `undefined` when the new one loses. Every engine decides by this one function. */
export function secretsWith(
  client: ClientRecord,
  secret: ClientSecret,
  now: number,
): readonly ClientSecret[] | undefined {
  const live = liveSecrets(client, now);
  const taken = client.secrets.some(({ id }) => id === secret.id);
  if (client.status === 'revoked' || taken || live.length >= MAX_CLIENT_SECRETS) return undefined;
  return [...live, secret];
}

/** The secrets after `endSecret`, or `undefined` when there is nothing to end, or it is the last live one. */
export function secretsWithout(
  client: ClientRecord,
  secretId: string,
  now: number,
): readonly ClientSecret[] | undefined {
  const others = client.secrets.filter(({ id }) => id !== secretId);
  const found = others.length < client.secrets.length;
  const someoneLeft = others.some((secret) => !isOver(secret.expiresAt, now));
  return client.status !== 'revoked' && found && someoneLeft ? others : undefined;
}

function liveSecrets(client: ClientRecord, now: number): readonly ClientSecret[] {
  return client.secrets.filter((secret) => !isOver(secret.expiresAt, now));
}
