import type { NewClient } from '@portcullis/store';

/** A client that may do nothing. */
export function newClient(id: string): NewClient {
  return {
    id,
    name: id,
    public: false,
    authenticationMethods: [],
    secrets: [],
    grants: [],
    scopes: [],
    roles: [],
    permissions: [],
    redirectUris: [],
    metadata: {},
  };
}
