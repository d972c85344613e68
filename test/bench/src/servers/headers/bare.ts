// Express alone: sets none.
import { createHeaderServer } from './header-server.js';

export const createContender = () => createHeaderServer();
