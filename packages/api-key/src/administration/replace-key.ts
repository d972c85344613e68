import { type AdministrationHandler, badBody, missingProblem } from '@portcullis/core';
import type { Rotation } from '../keys/api-keys.js';
import { callerOf, existingKey, type KeyWork, refuseOwnKey } from './key-work.js';

/** A successor with its text. It gives its holder what the key has, so the caller must be able to. */
export function rotateKey(work: KeyWork): AdministrationHandler {
  const { keys, json } = work;
  return async ({ req, principal, param }) => {
    const id = param('keyId');
    await work.requireMayGive(await existingKey(keys, id), principal);
    const { details, problems } = json.read(await work.readBody(req), ['overlapSeconds', 'expiresAt']);
    const wrong = [...problems, ...keys.checkRotation(details).map(json.rename)];
    if (wrong.length > 0) return badBody('The body does not describe a rotation', wrong);
    const { key, apiKey } = await keys.rotate(id, details as unknown as Rotation, callerOf(principal));
    return { status: 201, body: json.presentIssued(key, apiKey) };
  };
}

/** Brings the end of a key forward. */
export function expireKey(work: KeyWork): AdministrationHandler {
  const { keys, json } = work;
  return async ({ req, principal, param }) => {
    const id = param('keyId');
    refuseOwnKey(principal, id);
    const { details, problems } = json.read(await work.readBody(req), ['expiresAt']);
    const { expiresAt } = details;
    const wrong = [...keys.check({ expiresAt }), ...missingProblem('expiresAt', expiresAt)];
    if (problems.length + wrong.length > 0) {
      return badBody('The body does not say when the key expires', [...problems, ...wrong.map(json.rename)]);
    }
    const key = await keys.expire(id, Number(expiresAt), callerOf(principal));
    return { status: 200, body: json.present(key) };
  };
}
