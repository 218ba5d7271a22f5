import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { eventFields } from './eventFields';

export const track: Operation = {
	name: 'Track',
	value: 'track',
	action: 'Track event',
	description:
		'Record an event of a user, such as a purchase. An event that is sent twice is recorded twice.',
	endpoint: endpoints.trackEvent,
	properties: eventFields,
	loadHandler: async () => (await import('./eventReading')).trackReading,
};
