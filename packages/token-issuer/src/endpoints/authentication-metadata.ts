import type { ClientAuthenticationMethod } from '../client-authentication/client-authentication-method.js';

/** How clients may authenticate at an endpoint, in the words of RFC 8414 §2. */
export function authenticationMetadata(
  endpoint: 'token' | 'revocation' | 'introspection',
  methods: readonly ClientAuthenticationMethod[],
): Readonly<Record<string, unknown>> {
  const algorithms = [...new Set(methods.flatMap(({ signingAlgorithms = [] }) => signingAlgorithms))];
  return {
    [`${endpoint}_endpoint_auth_methods_supported`]: methods.map(({ name }) => name),
    ...(algorithms.length > 0 && {
      [`${endpoint}_endpoint_auth_signing_alg_values_supported`]: algorithms,
    }),
  };
}
