import { eachLine, type HttpAttackGroup, request, withToken } from './http-attack.js';
import { absent, unreadable } from './token-attack.js';

const good = 'Authorization: Bearer TOKEN';
const form = 'Content-Type: application/x-www-form-urlencoded';
const json = 'Content-Type: application/json';

const inQuery = [
  ...['access_token=TOKEN', 'x=1&access_token=TOKEN', 'access_token=TOKEN&access_token=TOKEN'],
  ...['access_token[]=TOKEN', 'ACCESS_TOKEN=TOKEN', 'access_token%00=TOKEN', 'access-token=TOKEN'],
  ...['accessToken=TOKEN', 'bearer=TOKEN', 'token=TOKEN', 'authorization=Bearer%20TOKEN'],
  ...['x;access_token=TOKEN', '__proto__[access_token]=TOKEN', 'a[access_token]=TOKEN'],
];

const inQueryTwice = [
  ...['access_token=TOKEN', 'access_token=', 'access_token=x', 'access%5ftoken=TOKEN'],
  ...['%61%63%63%65%73%73_token=x', 'access_token[]=x', 'access_token[0]=x', 'access_token%5B%5D=x'],
  ...['access_token[a][b]=x', 'a=b&access_token=x&c=d'],
];

const notOneInQuery = [
  ...['access_token=TOKEN&access_token=TOKEN', 'access_token[]=TOKEN', 'access_token[0]=TOKEN'],
  ...['access_token=', 'access_token=TOKEN%20', 'access_token=%20TOKEN', 'access_token=TOKEN%00'],
  ...['access_token=%22TOKEN%22', 'access_token=Bearer%20TOKEN', 'access_token=TOKEN%0d%0aX:%20y'],
  ...['access_token=%ff', 'access_token=%u0041', 'access_token=TOKEN&access%5ftoken=x'],
  ...['access_token=TOKEN&access_token[]=x'],
];

/** Bodies that a parser makes something of, and that are no form with one token in it. */
const notInForm: readonly (readonly [type: string, body: string])[] = [
  [json, '{"access_token":"TOKEN"}'],
  [json, '{"__proto__":{"access_token":"TOKEN"}}'],
  [json, '{"constructor":{"prototype":{"access_token":"TOKEN"}}}'],
  [form, '__proto__[access_token]=TOKEN'],
  [form, 'constructor[prototype][access_token]=TOKEN'],
  [form, 'ACCESS_TOKEN=TOKEN'],
  [form, 'x[access_token]=TOKEN'],
  ['Content-Type: text/plain', 'access_token=TOKEN'],
  ['Content-Type: application/x-www-form-urlencodedx', 'access_token=TOKEN'],
  [
    'Content-Type: multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="access_token"\r\n\r\nTOKEN\r\n--b--',
  ],
  ['X-Content-Type: application/x-www-form-urlencoded', 'access_token=TOKEN'],
];

const notOneInForm = [
  ...['access_token=TOKEN&access_token=TOKEN', 'access_token[]=TOKEN', 'access_token[a]=TOKEN'],
  ...['access_token=', 'access_token=TOKEN%20', 'access_token=Bearer+TOKEN'],
  ...['access_token[__proto__]=TOKEN', 'access_token[length]=1'],
];

export const tokenPlaceAttacks: readonly HttpAttackGroup[] = [
  {
    title: 'RFC 6750 §2.3: in the query, which is switched off',
    attacks: eachLine(inQuery, absent, ([query = ''], target) =>
      request(withToken(`GET /jwks?${query}`, target)),
    ),
  },
  {
    title: 'RFC 6750 §2: in the header and in the query, which is switched off',
    attacks: eachLine(inQueryTwice, unreadable('token_in_two_places'), ([query = ''], target) =>
      request(withToken(`GET /jwks?${query}`, target), [withToken(good, target)]),
    ),
  },
  {
    title: 'RFC 6750 §2.3: not one token in the query, which is switched on',
    attacks: eachLine(notOneInQuery, unreadable('invalid_request'), ([query = ''], target) =>
      request(withToken(`GET /query?${query}`, target)),
    ),
  },
  {
    title: 'RFC 6750 §2: in the header and in the query, which is switched on',
    attacks: eachLine(inQueryTwice, unreadable('token_in_two_places'), ([query = ''], target) =>
      request(withToken(`GET /query?${query}`, target), [withToken(good, target)]),
    ),
  },
  {
    title: 'RFC 6750 §2.2: in a body that is no form, where a form is taken',
    attacks: notInForm.flatMap(([type, body]) =>
      eachLine([[type, body]], absent, (_, target) => request('POST /form', [type], withToken(body, target))),
    ),
  },
  {
    title: 'RFC 6750 §2.2: not one token in the form',
    attacks: eachLine(notOneInForm, unreadable('invalid_request'), ([body = ''], target) =>
      request('POST /form', [form], withToken(body, target)),
    ),
  },
  {
    title: 'RFC 6750 §2.2: a form in the body of a method that has none',
    attacks: eachLine(['GET', 'HEAD', 'DELETE', 'OPTIONS'], absent, ([method = ''], target) =>
      request(`${method} /form`, [form], withToken('access_token=TOKEN', target)),
    ),
  },
  {
    title: 'RFC 6750 §2.2: a form, which is switched off',
    attacks: eachLine(['POST', 'PUT', 'PATCH'], absent, ([method = ''], target) =>
      request(`${method} /parsed`, [form], withToken('access_token=TOKEN', target)),
    ),
  },
  {
    title: 'RFC 6750 §2: in the header and in the form',
    attacks: eachLine(
      ['/form', '/parsed', '/form?access_token=x'],
      unreadable('token_in_two_places'),
      ([path = ''], target) => request(`POST ${path}`, [form, withToken(good, target)], 'access_token=x'),
    ),
  },
  {
    title: 'RFC 6750 §2: in the query and in the form',
    attacks: eachLine(['/form', '/parsed'], unreadable('token_in_two_places'), ([path = ''], target) =>
      request(
        withToken(`POST ${path}?access_token=TOKEN`, target),
        [form],
        withToken('access_token=TOKEN', target),
      ),
    ),
  },
];
