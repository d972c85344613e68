import type { Demo } from './demo.js';

/** Command lines that show each answer of the provider's contract, ready to copy. */
export function tryThis(url: string, { clients }: Demo): readonly string[] {
  const [all, claimsOnly, notifier] = clients.map(
    ({ client_id, client_secret = '<its secret>' }) => `${client_id}:${client_secret}`,
  );
  return [
    '# 401: no token',
    post(`${url}/api/claims/messages`, undefined, message('claim-notification')),
    '',
    '# A token of the account with all rights, then 200: accepted',
    token(url, all),
    post(`${url}/api/claims/messages`, '$TOKEN', message('claim-notification')),
    '',
    '# 400: off the message structure',
    post(`${url}/api/claims/messages`, '$TOKEN', '{"messageType":"claim-notification"}'),
    '',
    '# 403: the billing API is not assigned to this account',
    token(url, claimsOnly),
    post(`${url}/api/billing/messages`, '$TOKEN', message('invoice')),
    '',
    '# 401: a message type that the role of this account may not send',
    token(url, notifier),
    post(`${url}/api/claims/messages`, '$TOKEN', message('estimate-submission')),
  ];
}

function message(messageType: string): string {
  return JSON.stringify({ messageType, messageId: 'M-1', payload: { policy: 'P-77' } });
}

function token(url: string, credentials = ''): string {
  const answer = `curl -s -u '${credentials}' -d grant_type=client_credentials ${url}/oauth/token`;
  return `TOKEN=$(${answer} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`;
}

function post(url: string, bearer: string | undefined, body: string): string {
  const authorization = bearer === undefined ? '' : ` -H "Authorization: Bearer ${bearer}"`;
  return `curl -i${authorization} -H 'Content-Type: application/json' -d '${body}' ${url}`;
}
