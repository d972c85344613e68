import type { AdministrationRoute } from '@portcullis/core';
import { changeKeyStatus } from './change-key-status.js';
import { issueKey, updateKey } from './enter-key.js';
import type { KeyWork } from './key-work.js';
import { expireKey, rotateKey } from './replace-key.js';
import { listKeys, showKey } from './show-keys.js';

/** What can be done with keys over HTTP. */
export function keyRoutes(work: KeyWork): readonly AdministrationRoute[] {
  return [
    { path: '', methods: { GET: listKeys(work), POST: issueKey(work) } },
    { path: '/:keyId', methods: { GET: showKey(work), PUT: updateKey(work) } },
    { path: '/:keyId/rotate', methods: { POST: rotateKey(work) } },
    { path: '/:keyId/expire', methods: { POST: expireKey(work) } },
    { path: '/:keyId/suspend', methods: { POST: changeKeyStatus(work, 'suspend') } },
    { path: '/:keyId/resume', methods: { POST: changeKeyStatus(work, 'resume') } },
    { path: '/:keyId/revoke', methods: { POST: changeKeyStatus(work, 'revoke') } },
  ];
}
