export { measureAlone } from './batch/createBatches';
export { deliver } from './deliver';
export { preview } from './preview';
export { requestOnce } from './requestOnce';
export { DeliveryStats } from './stats';
export { Cancelled, sleepUnlessCancelled, TimeSlice } from './time';
export type { KnownStates, Outcome } from './types';
