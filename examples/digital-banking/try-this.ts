import type { Demo } from './demo.js';

export function tryThis(url: string, demo: Demo): readonly string[] {
  return [`curl -i ${url}/banking/products ${demo.admin.api_key_id}`];
}
