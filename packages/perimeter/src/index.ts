export type { Directives } from './header-preset.js';
export { type IpAllowListOptions, ipAllowList } from './ip-allow-list.js';
export { type RequireTlsOptions, requireTls } from './require-tls.js';
export { type SecureHeadersOptions, secureHeaders } from './secure-headers.js';
export type { StrictTransportSecurity } from './strict-transport-security.js';
