export { type EnforceOpenApiOptions, enforceOpenApi, type OpenApiMiddleware } from './enforce-open-api.js';
export { type Operation, operationOf } from './operation.js';
