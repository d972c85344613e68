import type { Demo } from './demo.js';

/** Command lines that tell the story of a key and of a user, ready to copy. */
export function tryThis(url: string, demo: Demo): readonly string[] {
  const [, office, trial] = demo.apps;
  const [, owner, other] = demo.users;
  if (!office || !trial || !owner || !other)
    throw new Error('Cannot print what to try: the demonstration is short');
  return [
    '# Reads a member of a JSON answer, and a field of a form',
    `member() { sed 's/.*"'$1'":"\\([^"]*\\)".*/\\1/'; }`,
    `field() { sed -n 's/.*name="'$1'" value="\\([^"]*\\)".*/\\1/p'; }`,
    `KEY='${office.api_key ?? '<its API key>'}'`,
    '',
    '# 401: no key',
    `curl -i ${url}/banking/products`,
    '',
    '# 200: what needs the key of an application alone',
    `curl -i -H "API-Key: $KEY" ${url}/banking/products`,
    '',
    '# 401: what needs a user',
    `curl -i -H "API-Key: $KEY" ${url}/banking/accounts`,
    '',
    ...signIn(url, office, owner),
    '',
    ...storyOfAnOwner(url, owner.accounts[0]?.accountId ?? '', other.accounts[0]?.accountId ?? ''),
    '',
    ...storyOfAKey(url, demo, office, trial),
  ];
}

type App = Demo['apps'][number];
type User = Demo['users'][number];

function signIn(url: string, app: App, { username, password = '<the password>' }: User): readonly string[] {
  const { client_id, client_secret = '<its secret>', redirect_uri } = app;
  const browse = 'curl -s -L -b $JAR -c $JAR';
  const form = '-d csrf=$(echo "$PAGE" | field csrf) -d interaction=$(echo "$PAGE" | field interaction)';
  const next = `curl -s -o /dev/null -w '%{redirect_url}' -b $JAR`;
  const ask = `-d response_type=code -d client_id=${client_id} -d redirect_uri=${redirect_uri} -d prompt=consent`;
  const scope = `--data-urlencode 'scope=accounts:read transfers:write'`;
  return [
    `# ${username} signs in and consents; a cookie jar plays the browser`,
    'VERIFIER=$(openssl rand -hex 32)',
    `CHALLENGE=$(printf %s $VERIFIER | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')`,
    'JAR=$(mktemp)',
    `PAGE=$(${browse} -G ${ask} ${scope} -d state=s1 -d code_challenge=$CHALLENGE -d code_challenge_method=S256 ${url}/auth/authorize)`,
    `PAGE=$(${browse} ${form} -d username=${username} --data-urlencode 'password=${password}' ${url}/auth/login)`,
    `NEXT=$(${next} ${form} -d decision=allow ${url}/auth/consent)`,
    `CODE=$(${next} "$NEXT" | sed 's/.*[?&]code=\\([^&]*\\).*/\\1/')`,
    `TOKEN=$(curl -s -u '${client_id}:${client_secret}' -d grant_type=authorization_code -d redirect_uri=${redirect_uri} -d code=$CODE -d code_verifier=$VERIFIER ${url}/auth/token | member access_token)`,
  ];
}

function storyOfAnOwner(url: string, own: string, foreign: string): readonly string[] {
  const transfer = { fromAccountId: own, toAccountId: foreign, amount: '12.50', currency: 'NZD' };
  const call = 'curl -i -H "API-Key: $KEY" -H "Authorization: Bearer $TOKEN"';
  return [
    '# 200: the accounts of this user',
    `${call} ${url}/banking/accounts`,
    '',
    '# 201: money for somebody else',
    `${call} -H 'Content-Type: application/json' -d '${JSON.stringify(transfer)}' ${url}/banking/transfers`,
    '',
    '# 404: the account of somebody else, as one that does not exist',
    `${call} ${url}/banking/accounts/${foreign}`,
    '',
    '# 403: the token was not given this scope',
    `${call} ${url}/banking/accounts/${own}/transactions`,
  ];
}

function storyOfAKey(url: string, { admin }: Demo, app: App, trial: App): readonly string[] {
  const administer = 'curl -i -H "API-Key: $ADMIN"';
  const products = `-H "API-Key: $TRIAL" ${url}/banking/products`;
  return [
    `TRIAL='${trial.api_key ?? '<its API key>'}'`,
    `ADMIN='${admin.api_key ?? '<the API key>'}'`,
    `for call in 1 2 3 4 5; do curl -s -o /dev/null ${products}; done`,
    '',
    '# 429: the sixth call in ten seconds, for a key that may make five',
    `curl -i ${products}`,
    '',
    '# 200: the calls of a key, by day and operation',
    `${administer} ${url}/admin/api-keys/${app.api_key_id}/usage`,
    '',
    '# 200: the key on trial is revoked',
    `${administer} -X POST ${url}/admin/api-keys/${trial.api_key_id}/revoke`,
    '',
    '# 403: and not good any more',
    `curl -i ${products}`,
  ];
}
