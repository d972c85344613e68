// npm run bench:stores [-- options]: sets the machine up, then measures the stores. --help lists the options.
import { setUp } from '../../.ci/set-up.mjs';

await setUp({ project: 'test/bench' });
await import('./dist/stores/main.js');
