import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { bulkEventFields } from './eventFields';

export const bulkTrack: Operation = {
	name: 'Track in Bulk',
	value: 'bulkTrack',
	action: 'Track events in bulk',
	description:
		'Record many events with a few requests. An event that is sent twice is recorded twice.',
	endpoint: endpoints.bulkImportEvents,
	properties: bulkEventFields,
	loadHandler: async () => (await import('./eventReading')).bulkTrackReading,
};
