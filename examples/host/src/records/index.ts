export { openRecords } from './open-records.js';
export type { RecordPage, RecordPlace, Records, StoredRecord } from './records.js';
