import { type AdministrationHandler, readPage } from '@portcullis/core';
import { existingKey, type KeyWork } from './key-work.js';

/** A page of keys, oldest first; `next` is there when another may follow, to be given back as `after`. */
export function listKeys({ keys, json }: KeyWork): AdministrationHandler {
  return async ({ query }) => {
    const page = readPage(query);
    const clientId = query.get(json.nameOf('clientId'));
    const found = await keys.list({ ...page, ...(clientId !== null && { clientId }) });
    const last = found.length === page.limit ? found.at(-1) : undefined;
    return { status: 200, body: { keys: found.map(json.present), ...(last && { next: last.id }) } };
  };
}

export function showKey({ keys, json }: KeyWork): AdministrationHandler {
  return async ({ param }) => ({
    status: 200,
    body: json.present(await existingKey(keys, param('keyId'))),
  });
}
