import type { Connection } from '../api/connection';
import type { MoEngageRequest } from '../api/request';
import { deliver } from './deliver';
import { DeliveryStats } from './stats';
import { TimeSlice } from './time';
import type { Outcome } from './types';

/**
 * Sends a request that is worth no second try, such as one that somebody waits for at the screen.
 *
 * @param timeout Milliseconds until it ends, whatever it waits for
 * @returns undefined if it has not ended by then
 */
export const requestOnce = async (
	connection: Connection,
	{ endpoint, query }: Pick<MoEngageRequest, 'endpoint' | 'query'>,
	{ timeout }: { timeout: number },
): Promise<Outcome | undefined> => {
	let result: Outcome | undefined;
	await deliver(connection, [{ itemIndexes: [], orderingKeys: [], query }], {
		endpoint,
		timeout,
		concurrency: 1,
		batchSize: 1,
		maxRetries: 0,
		maxWait: timeout,
		repeatsAmbiguous: false,
		settle: (_, outcome) => {
			result = outcome;
		},
		stats: new DeliveryStats(),
		timeSlice: new TimeSlice(),
		signal: AbortSignal.timeout(timeout),
	});
	return result;
};
