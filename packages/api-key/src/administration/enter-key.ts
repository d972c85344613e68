import { type AdministrationHandler, badBody, type FieldProblem, missingProblem } from '@portcullis/core';
import type { KeyDetails, NewKeyDetails } from '../keys/key.js';
import type { KeyMember } from './key-json.js';
import { callerOf, existingKey, type KeyWork } from './key-work.js';

/** What a body may change: neither whose key it is nor when it ends. */
const changeable: readonly KeyMember[] = ['name', 'scopes', 'roles', 'permissions', 'allowedAddresses'];
const issuable: readonly KeyMember[] = [...changeable, 'clientId', 'environment', 'expiresAt'];

const notAKey = 'The body does not describe a key';

/** A new key; its text is in this answer and nowhere else. */
export function issueKey(work: KeyWork): AdministrationHandler {
  const { keys, json, defaults } = work;
  return async ({ req, principal }) => {
    const { details: given, problems } = json.read(await work.readBody(req), issuable);
    const details = { ...defaults, ...given };
    const wrong = [
      ...keys.check(details),
      ...missingProblem('name', details.name),
      ...missingProblem('clientId', details.clientId),
    ];
    if (problems.length + wrong.length > 0) return badBody(notAKey, [...problems, ...wrong.map(json.rename)]);
    const checked = details as NewKeyDetails;
    await work.requireMayGive(checked, principal);
    const unknown = await unknownClient(work, checked.clientId);
    if (unknown !== undefined) return badBody(notAKey, [json.rename(unknown)]);
    const { key, apiKey } = await keys.issue(checked, callerOf(principal));
    return { status: 201, body: json.presentIssued(key, apiKey) };
  };
}

/** Writes the details that the body gives and leaves the others. */
export function updateKey(work: KeyWork): AdministrationHandler {
  const { keys, json } = work;
  return async ({ req, principal, param }) => {
    const key = await existingKey(keys, param('keyId'));
    const { details, problems } = json.read(await work.readBody(req), changeable);
    const wrong = [...problems, ...keys.check(details).map(json.rename)];
    if (wrong.length > 0) return badBody(notAKey, wrong);
    const checked = details as Partial<KeyDetails>;
    await work.requireMayGive({ ...key, ...checked }, principal);
    return { status: 200, body: json.present(await keys.update(key.id, checked, callerOf(principal))) };
  };
}

async function unknownClient({ isClient }: KeyWork, clientId: string): Promise<FieldProblem | undefined> {
  if (isClient === undefined || (await isClient(clientId)) === true) return undefined;
  return { pointer: '/clientId', detail: 'Is not a client' };
}
