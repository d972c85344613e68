export { type JsonBodyOptions, jsonBody } from './json-body.js';
export { type Example, type ExampleContext, type RunningExample, runExample } from './run-example.js';
export type { Settings } from './settings.js';
export { createTurns } from './turns.js';
export { writeOnce } from './write-once.js';
