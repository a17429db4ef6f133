export { chromium } from './chromium.ts';
export { CounterpartError, WaitTimeoutError } from './errors.ts';
export { freePort } from './free-port.ts';
export { requireProgram } from './install-line.ts';
export { mariadb, type TestDatabase } from './mariadb.ts';
export { type MariadbServer, startMariadbServer } from './mariadb-server.ts';
export { type Preparation, preparedMariadb } from './prepared-mariadb.ts';
export { metricsFaults } from './prometheus.ts';
export { type WaitOptions, waitFor } from './wait-for.ts';
