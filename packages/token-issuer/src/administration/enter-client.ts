import { type AdministrationHandler, badBody, missingProblem } from '@portcullis/core';
import { type ClientWork, callerOf, existingClient } from './client-work.js';

const notAClient = 'The body does not describe a client';

/** A new client; its secret is in this answer and nowhere else. */
export function createClient(work: ClientWork): AdministrationHandler {
  const { clients, json, defaults } = work;
  return async ({ req, principal }) => {
    const { details: given, problems } = json.parse(await work.readBody(req));
    const { name, grants, ...details } = { ...defaults, ...given };
    const missing = [...missingProblem('name', name), ...missingProblem('grants', grants)];
    if (problems.length > 0 || name === undefined || grants === undefined) {
      return badBody(notAClient, [...problems, ...missing.map(json.rename)]);
    }
    work.requireMayGive({ grants, ...details }, principal);
    const { client, clientSecret } = await clients.create({ name, grants, ...details }, callerOf(principal));
    return { status: 201, body: { ...json.present(client), client_secret: clientSecret } };
  };
}

/** Writes the details that the body gives and leaves the others. */
export function updateClient(work: ClientWork): AdministrationHandler {
  const { clients, json } = work;
  return async ({ req, principal, param }) => {
    const client = await existingClient(clients, param('clientId'));
    const { details, problems } = json.parse(await work.readBody(req));
    if (problems.length > 0) return badBody(notAClient, problems);
    work.requireMayGive({ ...client, ...details }, principal);
    return { status: 200, body: json.present(await clients.update(client.id, details, callerOf(principal))) };
  };
}
