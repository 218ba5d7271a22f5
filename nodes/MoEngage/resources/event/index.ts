import type { Resource } from '../resource';
import { bulkTrack } from './bulkTrack';
import { track } from './track';

export const event: Resource = {
	name: 'Event',
	value: 'event',
	operations: [track, bulkTrack],
	preset: track.value,
};
