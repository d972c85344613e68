export const form = 'Content-Type: application/x-www-form-urlencoded';
export const grant = 'grant_type=client_credentials';
/** Id and secret of a client that there is: what is refused is refused for something else. */
export const known = 'client_id=ID&client_secret=SECRET';

/** What is answered, and what is sent: headers and body, in which `ID`, `SECRET` and `BASIC` stand for the right ones. */
type TokenRequest = readonly [error: string, headers: readonly string[], body: string];

const contentTypes: readonly TokenRequest[] = [
  ...['application/json', 'text/plain', 'multipart/form-data; boundary=b'],
  ...['application/x-www-form-urlencoded; charset=utf-16'],
  ...['application/x-www-form-urlencoded; charset=utf-7', 'application/x-www-form-urlencodedx'],
  ...['application/xml', '', 'application/x-www-form-urlencoded, text/plain', 'x-www-form-urlencoded'],
  ...['application/x-www-form-urlencoded\\'],
].map((type): TokenRequest => ['invalid_request', [`Content-Type: ${type}`], `${grant}&${known}`]);

const encodings: readonly TokenRequest[] = ['gzip', 'br', 'deflate', 'compress', 'identity, gzip', 'x'].map(
  (coding): TokenRequest => ['invalid_request', [form, `Content-Encoding: ${coding}`], `${grant}&${known}`],
);

const repeats: readonly TokenRequest[] = [
  ...[`${grant}&${grant}&${known}`, `${grant}&grant_type=password&${known}`],
  ...[`${grant}&${known}&client_id=ID`, `${grant}&${known}&client_secret=x`],
  ...[`${grant}&${known}&scope=a&scope=b`, `${grant}&${known}&x=1&x=2`],
  ...[`${grant}&${known}&sc%6fpe=a&scope=b`, `${grant}&${known}&x=%ff`, `${grant}&${known}&x=%zz`],
  ...[`${grant}&${known}&x=%`, `${grant}&${known}&x=\xe9`, `${grant}&${known}&x=a\0b`],
  ...[`${grant}&${known}&x=%00`, `${grant}&${known}&x=%0d%0aSet-Cookie:a`, `${grant}&${known}&x=%7f`],
  ...[`${grant}&${known}&${manyParameters()}`, known, `grant_type=&${known}`],
  ...[`grant_type[]=client_credentials&${known}`],
].map((body): TokenRequest => ['invalid_request', [form], body]);

const grants: readonly TokenRequest[] = [
  ...['password', 'implicit', 'authorization_code', 'refresh_token', 'CLIENT_CREDENTIALS'],
  ...['client_credentials%20', '__proto__', 'constructor', 'toString'],
  ...['urn%3aietf%3aparams%3aoauth%3agrant-type%3ajwt-bearer', 'client_credentials,password', '%2b'],
].map((type): TokenRequest => ['unsupported_grant_type', [form], `grant_type=${type}&${known}`]);

const scopes: readonly TokenRequest[] = [
  ...['admin', 'accounts%3aread+admin', 'accounts%3aREAD', '__proto__', 'constructor', '*', '%22', 'a%5cb'],
  ...['+', 'accounts%3aread+', 'accounts%3aread++clients%3amanage', 'accounts%3aread%2cclients%3amanage'],
  ...['%e2%80%8b', 'accounts%3aread%09x', `${'a+'.repeat(2000)}a`],
].map(
  (scope): TokenRequest => [
    /%09/.test(scope) ? 'invalid_request' : 'invalid_scope',
    [form],
    `${grant}&${known}&scope=${scope}`,
  ],
);

const strangers: readonly TokenRequest[] = [
  ...['ghost', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'app%20', 'APP', '%2e%2e%2fapp'],
  ...['x'.repeat(5000), '*', "app'--", '%22%7d', '1', 'null', 'undefined', '%f0%9f%94%91'],
].map((id): TokenRequest => ['invalid_client', [form], `${grant}&client_id=${id}&client_secret=SECRET`]);

const credentials: readonly TokenRequest[] = [
  ['invalid_client', [form], grant],
  ['invalid_client', [form], `${grant}&client_id=ID`],
  ['invalid_client', [form], `${grant}&client_secret=SECRET`],
  ['invalid_client', [form], `${grant}&client_id=ID&client_secret=`],
  ['invalid_client', [form, 'Authorization: Bearer SECRET'], grant],
  ['invalid_client', [form, 'Authorization: Digest username="ID"'], grant],
  ['invalid_client', [form, 'X-Authorization: Basic BASIC'], grant],
  ['invalid_client', [form, 'Proxy-Authorization: Basic BASIC'], grant],
  ['invalid_client', [form, 'Cookie: client_id=ID; client_secret=SECRET'], grant],
  ['invalid_client', [form], `${grant}&client_id=ID&client_assertion=x&client_assertion_type=y`],
  ['invalid_request', [form, 'Authorization: Basic BASIC'], `${grant}&${known}`],
  ['invalid_request', [form, 'Authorization: Basic BASIC'], `${grant}&client_secret=SECRET`],
  ['invalid_request', [form, 'Authorization: Basic BASIC'], `${grant}&client_id=other`],
  ['invalid_request', [form, 'Authorization: Bearer x'], `${grant}&${known}`],
  ['invalid_request', [form, 'Authorization: Basic BASIC', 'Authorization: Basic BASIC'], grant],
  ['invalid_request', [form, 'Authorization: Basic BASIC', 'authorization:'], grant],
  ...[
    '',
    ' ',
    ' !!!',
    ' BASIC=',
    ' BASIC BASIC',
    ' BASIC, Basic BASIC',
    ' aWQ=',
    ' YQ==x',
    '  ',
    ' /////w==',
    ' YQA6Yg==',
  ].map((value): TokenRequest => ['invalid_request', [form, `Authorization: Basic${value}`], grant]),
];

/** By what is wrong with them. */
export const tokenRequestAttacks: Readonly<Record<string, readonly TokenRequest[]>> = {
  'another media type': contentTypes,
  'a body that is compressed, or said to be': encodings,
  'RFC 6749 §3.2: parameters that are repeated, missing or malformed': repeats,
  'RFC 6749 §5.2: a grant that is not offered': grants,
  'RFC 6749 §3.3: a scope that is not assigned': scopes,
  'RFC 6749 §5.2: a client that there is not': strangers,
  'RFC 6749 §2.3: no credential, a malformed one, or two': credentials,
};

function manyParameters(): string {
  return Array.from({ length: 200 }, (_, index) => `p${index}=1`).join('&');
}
