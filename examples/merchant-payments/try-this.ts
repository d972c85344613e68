import type { Demo } from './demo.js';

/** Command lines that tell the story of a key, and of a user who lets an app act for them, ready to copy. */
export function tryThis(url: string, demo: Demo): readonly string[] {
  const [admin = '', operator = ''] = demo.keys.map(
    ({ client_id, client_secret = '<its secret>' }) => `${client_id}:${client_secret}`,
  );
  return [
    '# Reads a member of a JSON answer, and a field of a form',
    `member() { sed 's/.*"'$1'":"\\([^"]*\\)".*/\\1/'; }`,
    `field() { sed -n 's/.*name="'$1'" value="\\([^"]*\\)".*/\\1/p'; }`,
    '',
    ...storyOfAKey(url, demo, operator),
    '',
    ...storyOfASuspension(url, demo, admin, operator),
    '',
    ...storyOfAnApp(url, demo),
  ];
}

function storyOfAKey(url: string, { sample, other_merchant }: Demo, operator: string): readonly string[] {
  const transactions = `${url}/v1/transactions`;
  return [
    '# 401: no token',
    `curl -i ${transactions}`,
    '',
    '# An access token and a refresh token for a key with the role operator',
    `TOKENS=$(curl -s -u '${operator}' -d grant_type=client_credentials ${url}/v1/auth/token/issue)`,
    'TOKEN=$(echo "$TOKENS" | member access_token)',
    'REFRESH=$(echo "$TOKENS" | member refresh_token)',
    '',
    '# 200: what the role permits',
    get(transactions),
    '',
    '# 200: a note on a transaction',
    send('PATCH', '{"note":"Seen"}', `${transactions}/${sample.transaction_id}`),
    '',
    '# 404: one of another merchant, as one that does not exist',
    send('PATCH', '{"note":"Mine?"}', `${transactions}/${other_merchant.transaction_id}`),
    '',
    '# 403: what the role does not permit',
    send('POST', '{"name":"Branch","currency":"NGN"}', `${url}/v1/accounts`),
    '',
    '# 200: the next pair of tokens',
    `curl -i -u '${operator}' -d refresh_token=$REFRESH ${url}/v1/auth/token/refresh`,
    '',
    '# 200: the access token is revoked',
    `curl -i -u '${operator}' -d token=$TOKEN ${url}/v1/auth/token/revoke`,
    '',
    '# 401: and over',
    get(transactions),
  ];
}

function storyOfASuspension(url: string, { keys }: Demo, admin: string, operator: string): readonly string[] {
  const transactions = `${url}/v1/transactions`;
  const key = `${url}/v1/api-keys/${keys[1]?.id}`;
  const administer = (action: string) => `curl -i -X POST -H "Authorization: Bearer $ADMIN" ${key}/${action}`;
  return [
    '# Another token for the operator, and one for the key with the role admin',
    token('TOKEN', url, operator),
    token('ADMIN', url, admin),
    '',
    '# 200: it is good',
    get(transactions),
    '',
    '# 200: the key is suspended',
    administer('suspend'),
    '',
    '# 401: its live token stops',
    get(transactions),
    '',
    '# 200: the key is resumed',
    administer('resume'),
    '',
    '# 200: the same token works again',
    get(transactions),
  ];
}

/** `prompt=consent` asks each time; without it a user is asked once. */
function storyOfAnApp(url: string, { users, public_client }: Demo): readonly string[] {
  const { username, password = '<the password>' } = users[1] ?? users[0] ?? { username: '' };
  const { client_id, redirect_uri } = public_client;
  const browse = 'curl -s -L -b $JAR -c $JAR';
  const form = '-d csrf=$(echo "$PAGE" | field csrf) -d interaction=$(echo "$PAGE" | field interaction)';
  const next = `curl -s -o /dev/null -w '%{redirect_url}' -b $JAR -c $JAR`;
  return [
    '# An app without a secret: it draws a verifier and sends the browser to sign in (a cookie jar plays the browser)',
    'VERIFIER=$(openssl rand -hex 32)',
    `CHALLENGE=$(printf %s $VERIFIER | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')`,
    'JAR=$(mktemp)',
    `PAGE=$(${browse} -G -d response_type=code -d client_id=${client_id} -d redirect_uri=${redirect_uri} -d prompt=consent -d state=s1 -d code_challenge=$CHALLENGE -d code_challenge_method=S256 ${url}/v1/auth/authorize)`,
    `PAGE=$(${browse} ${form} -d username=${username} --data-urlencode 'password=${password}' ${url}/v1/auth/login)`,
    `NEXT=$(${next} ${form} -d decision=allow ${url}/v1/auth/consent)`,
    `CODE=$(${next} "$NEXT" | sed 's/.*[?&]code=\\([^&]*\\).*/\\1/')`,
    '',
    '# 200: tokens with what both the app and the user may',
    `curl -i -d grant_type=authorization_code -d client_id=${client_id} -d redirect_uri=${redirect_uri} -d code=$CODE -d code_verifier=$VERIFIER ${url}/v1/auth/token/issue`,
  ];
}

function token(variable: string, url: string, credentials: string): string {
  const answer = `curl -s -u '${credentials}' -d grant_type=client_credentials ${url}/v1/auth/token/issue`;
  return `${variable}=$(${answer} | member access_token)`;
}

function get(url: string): string {
  return `curl -i -H "Authorization: Bearer $TOKEN" ${url}`;
}

function send(method: string, body: string, url: string): string {
  const type = `-H 'Content-Type: application/json'`;
  return `curl -i -X ${method} -H "Authorization: Bearer $TOKEN" ${type} -d '${body}' ${url}`;
}
