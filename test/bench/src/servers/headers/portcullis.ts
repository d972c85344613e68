// Ours: the preset for data.
import { secureHeaders } from '@portcullis/perimeter';
import { createHeaderServer } from './header-server.js';

export const createContender = () => createHeaderServer(secureHeaders());
