import type { Endpoint } from '../api/endpoints';

/** What users call the records that the endpoint's requests pool. */
const POOLED: Record<string, string> = {
	recipients: 'addresses',
	user_preferences: 'users',
	'parameters.members': 'users',
};

/** What users call the records that a request of the endpoint carries. */
export const nameRecords = ({ batch, counts }: Endpoint): string => {
	if (batch === undefined || batch.countsRecords) return counts;
	return POOLED[batch.list] ?? 'records';
};
