/** Media types of bodies that are no forms, and near misses of the one of forms. */
export const otherMediaTypes: readonly string[] = [
  ...['application/json', 'text/plain', 'multipart/form-data; boundary=x', 'application/xml', '', '*/*'],
  ...['application/x-www-form-urlencoded; charset=utf-16', 'application/x-www-form-urlencoded2'],
];
