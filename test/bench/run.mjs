// npm run bench [-- options]: sets the machine up, then measures. --help lists the options.
import { setUp } from '../../.ci/set-up.mjs';

await setUp({ project: 'test/bench' });
await import('./dist/main.js');
