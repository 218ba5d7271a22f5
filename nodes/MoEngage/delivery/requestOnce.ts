import type { Connection } from '../api/connection';
import type { MoEngageRequest } from '../api/request';
import { createSendContext } from './send/context';
import { sendWithRetries, type SendResult } from './send/sendWithRetries';
import { DeliveryStats } from './stats';
import { TimeSlice } from './time';

/**
 * Sends a request that is worth no second try, such as one that somebody waits for at the screen.
 *
 * @param timeout Milliseconds until it ends, whatever it waits for
 */
export const requestOnce = async (
	connection: Connection,
	request: MoEngageRequest,
	{ timeout }: { timeout: number },
): Promise<SendResult> => {
	const context = createSendContext(connection, {
		timeout,
		maxRetries: 0,
		maxWait: timeout,
		stats: new DeliveryStats(),
		timeSlice: new TimeSlice(),
		signal: AbortSignal.timeout(timeout),
	});
	const job = { endpoint: request.endpoint, compose: () => request };
	return await sendWithRetries(job, context);
};
