import { endpoints } from '../../api/endpoints';
import { refuseCrowdedCustomers } from '../customerCrowds';
import { toLeftOutHints } from '../fields/leftOutHints';
import type { Operation } from '../operation';
import { readEventElement } from './eventElement';
import { eventFields } from './eventFields';

export const track: Operation = {
	name: 'Track',
	value: 'track',
	action: 'Track event',
	description:
		'Record an event of a user, such as a purchase. An event that is sent twice is recorded twice.',
	endpoint: endpoints.trackEvent,
	properties: eventFields,
	refuse: refuseCrowdedCustomers,
	hintsOf: toLeftOutHints,
	read: (parameters) => {
		const { element, clientIp, ...ask } = readEventElement(parameters, eventFields);
		const headers = clientIp === undefined ? undefined : { 'X-Forwarded-For': clientIp };
		// Events carry their time, so their order does not matter.
		return { ...ask, records: [{ subjects: [], body: element, headers }] };
	},
};
