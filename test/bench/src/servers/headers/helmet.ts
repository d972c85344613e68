// Peer: helmet as it comes.
import helmet from 'helmet';
import { createHeaderServer } from './header-server.js';

export const createContender = () => createHeaderServer(helmet());
