type Security = readonly Readonly<Record<string, readonly string[]>>[];

/** Operations by method and path: what the operation says beside its responses, `{}` for nothing. */
export type Operations = Readonly<Record<string, { security?: Security; operationId?: string }>>;

export const key: Security = [{ apiKey: [] }];
export const isPublic: Security = [];

const flow = {
  authorizationUrl: 'https://login.example/authorize',
  tokenUrl: 'https://login.example/token',
  scopes: { 'accounts:read': 'Read accounts', 'accounts:write': 'Change accounts' },
};

export const securitySchemes = {
  apiKey: { type: 'apiKey', in: 'header', name: 'API-Key' },
  accessToken: { type: 'oauth2', flows: { authorizationCode: flow } },
};

/** A valid document of these operations: `{ 'GET /accounts/{accountId}': { security } }`. */
export function documentOf(operations: Operations, more: object = {}) {
  return {
    openapi: '3.1.0',
    info: { title: 'Test', version: '1' },
    servers: [{ url: 'https://api.example/banking' }],
    paths: pathsOf(operations, (name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    components: { securitySchemes },
    ...more,
  };
}

/** The same in OpenAPI 2.0, with the flow that it calls accessCode. */
export function swaggerOf(operations: Operations, more: object = {}) {
  return {
    swagger: '2.0',
    info: { title: 'Test', version: '1' },
    basePath: '/banking',
    paths: pathsOf(operations, (name) => ({ name, in: 'path', required: true, type: 'string' })),
    securityDefinitions: {
      apiKey: securitySchemes.apiKey,
      accessToken: { type: 'oauth2', flow: 'accessCode', ...flow },
    },
    ...more,
  };
}

function pathsOf(operations: Operations, parameter: (name: string) => object): Record<string, object> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [place, says] of Object.entries(operations)) {
    const [method = '', path = ''] = place.split(' ');
    const parameters = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => parameter(name));
    paths[path] ??= parameters.length > 0 ? { parameters } : {};
    paths[path][method.toLowerCase()] = { ...says, responses: { 200: { description: 'Done' } } };
  }
  return paths;
}
