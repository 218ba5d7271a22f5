export { gatherRecords } from './gatherRecords';
export { ItemOutcomes } from './itemOutcomes';
export { createErrorItem } from './messages';
export { prepareRun } from './prepareRun';
export { readItems } from './readItems';
export { spreadAnswers } from './spreadAnswers';
export { describeCancellation, describeFirstInvalid, describeStop, refuseTooLarge } from './stop';
export { summarize } from './summary';
