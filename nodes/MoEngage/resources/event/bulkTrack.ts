import { endpoints } from '../../api/endpoints';
import { refuseCrowdedCustomers } from '../customerCrowds';
import { toLeftOutHints } from '../fields/leftOutHints';
import type { Operation } from '../operation';
import { readEventElement } from './eventElement';
import { bulkEventFields } from './eventFields';

export const bulkTrack: Operation = {
	name: 'Track in Bulk',
	value: 'bulkTrack',
	action: 'Track events in bulk',
	description:
		'Record many events with a few requests. An event that is sent twice is recorded twice.',
	endpoint: endpoints.bulkImportEvents,
	properties: bulkEventFields,
	refuse: refuseCrowdedCustomers,
	hintsOf: toLeftOutHints,
	read: (parameters) => {
		const { element, identifiers, leftOut } = readEventElement(parameters, bulkEventFields);
		// Events carry their time, so their order does not matter.
		const record = { subjects: [], body: { type: 'transition' }, element };
		return { records: [record], identifiers, leftOut };
	},
};
