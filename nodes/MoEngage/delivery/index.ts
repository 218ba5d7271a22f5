export { DeliveryReport } from './attempts';
export { systemClock } from './clock';
export { deliver } from './deliver';
export { poolRecords } from './pool';
export { findRateLimit } from './sharedLimits';
