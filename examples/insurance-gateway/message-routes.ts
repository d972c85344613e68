import { denyWith, requirePermission, requireScopes, requireThat } from '@portcullis/authorize';
import { allOf, type Guard, methodNotAllowed, principalOf } from '@portcullis/core';
import type { Clients } from '@portcullis/token-issuer';
import { jsonBody } from '@portcullis-examples/host';
import { type Request, type Response, Router } from 'express';
import { type Api, apiNames, roles } from './apis.js';
import { type Message, messageOf } from './message.js';
import type { Spool } from './spool.js';

/** The provider's rule: a message type that the role may not send is 401, where others would say 403. */
const mayBeSent = denyWith(requirePermission<Request>('send', messageTypeOf, { roles }), {
  status: 401,
  code: 'message_type_not_allowed',
  description: 'The role of this account does not send messages of this type',
});

/** `POST /{api}/messages` for each API: token, API, scope, body, role, in this order. */
export function messageRoutes(account: Guard, clients: Clients, spool: Spool): Router {
  const router = Router();
  for (const api of apiNames) {
    const admitted = allOf(account, requireAssigned(api, clients), requireScopes(api));
    const body = jsonBody(messageOf(api), { wrongMediaType: 400 });
    router.post(`/${api}/messages`, admitted, ...body, mayBeSent, accept(api, spool));
    router.all(`/${api}/messages`, methodNotAllowed('POST'));
  }
  return router;
}

/** A narrowed token lacks the scope of an API that the account has; the answer tells the two apart. */
function requireAssigned(api: Api, clients: Clients): Guard {
  const assigned = requireThat(`${api}-assigned`, async ({ scopes, client }) => {
    if (scopes.includes(api)) return true;
    const account = await clients.get(client.id);
    return account?.scopes.includes(api) === true;
  });
  const description = `The ${api} API is not assigned to this account`;
  return denyWith(assigned, { status: 403, code: 'api_not_assigned', description });
}

function messageTypeOf({ body }: Request): string {
  return (body as Message).messageType;
}

function accept(api: Api, spool: Spool) {
  return async function acceptMessage(req: Request, res: Response): Promise<void> {
    const message = req.body as Message;
    const reference = await spool.accept(api, principalOf(req).client.id, message);
    res.json({ status: 'accepted', messageId: message.messageId, reference });
  };
}
