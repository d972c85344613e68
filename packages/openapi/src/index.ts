export { type EnforceOpenApiOptions, enforceOpenApi, type OpenApiMiddleware } from './enforce-open-api.js';
export type { Operation } from './operation.js';
export { operationOf } from './operation-of.js';
