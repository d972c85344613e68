// By hand: fixed windows in a map, the headers of draft 8 with all that does not change made before.
import { createFloorLimit } from './floor-limit.js';
import { createLimitServer, plans } from './limit-server.js';

export const createContender = () =>
  createLimitServer((path) => {
    const take = createFloorLimit(plans[path]);
    return (req, res, next) => {
      if (take(req.principal?.credentials.apiKey?.id ?? '', res)) next();
    };
  });
