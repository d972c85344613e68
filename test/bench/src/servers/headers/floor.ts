// By hand: four headers, one taken away.
import { setFloorHeaders } from './floor-headers.js';
import { createHeaderServer } from './header-server.js';

export const createContender = () => createHeaderServer(setFloorHeaders);
