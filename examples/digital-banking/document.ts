import contract from './openapi.json' with { type: 'json' };

/** The contract as it is written. What is enforced, checked, served and shown is one object made of it. */
export type ApiDocument = typeof contract;

/** The contract with the addresses of this server. */
export function createDocument(issuer: string): ApiDocument {
  const document = structuredClone(contract);
  const base = issuer.replace(/\/$/, '');
  const { authorizationCode: flow } = document.components.securitySchemes.accessToken.flows;
  for (const name of ['authorizationUrl', 'tokenUrl', 'refreshUrl'] as const) flow[name] = base + flow[name];
  return { ...document, servers: [{ url: issuer }] };
}

/** The scopes that there are, with what they let an application do. */
export const scopeDescriptions: Readonly<Record<string, string>> =
  contract.components.securitySchemes.accessToken.flows.authorizationCode.scopes;

export const scopeNames = Object.keys(scopeDescriptions);
