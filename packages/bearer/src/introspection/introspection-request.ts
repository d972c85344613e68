import type { JsonRequest } from '@portcullis/jwt';
import type { IntrospectionOptions } from './introspection-options.js';

type Credentials = Required<Pick<IntrospectionOptions, 'clientId' | 'clientSecret' | 'clientAuthentication'>>;

/** Makes the question about a token (RFC 7662 §2.1), authenticated as the issuer wants it. */
export function introspectionRequest(credentials: Credentials): (token: string) => JsonRequest {
  const { clientId, clientSecret, clientAuthentication } = credentials;
  const isPost = clientAuthentication === 'client_secret_post';
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...(!isPost && { authorization: basic(clientId, clientSecret) }),
  };
  const hint = { token_type_hint: 'access_token' };
  const secret = isPost ? { client_id: clientId, client_secret: clientSecret } : {};
  return (token) => ({
    method: 'POST',
    headers,
    body: new URLSearchParams({ token, ...hint, ...secret }).toString(),
  });
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString('base64')}`;
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
