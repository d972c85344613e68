import { equalDigests, randomSecret, sha256 } from '@portcullis/core';
import { type ClientRecord, type ClientSecret, MAX_CLIENT_SECRETS } from '@portcullis/store';

/** Compared with where a client has fewer secrets than it may, or is unknown: nobody holds what it is the digest of. */
const nobodysSecret: ClientSecret = { id: '', digest: sha256(randomSecret()), createdAt: 0 };

/** Whether this is a live secret of the client. Takes the same time for every client, an unknown one included. */
export function isClientSecret(secret: string, client: ClientRecord | undefined, now: number): boolean {
  const digest = sha256(secret);
  let matches = false;
  for (let index = 0; index < MAX_CLIENT_SECRETS; index++) {
    const known = client?.secrets[index] ?? nobodysSecret;
    if (equalDigests(digest, known.digest) && isLive(known, now)) matches = true;
  }
  return matches;
}

function isLive({ expiresAt }: ClientSecret, now: number): boolean {
  return expiresAt === undefined || expiresAt > now;
}
