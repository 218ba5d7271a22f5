import type { MoEngageRecord } from '../../api/record';
import { Bisection } from './bisect';
import type { BatchSender } from './sendBatch';

/**
 * Sends a batch, and divides it if it is rejected. All its records are settled in the end, unless the
 * run is stopped or cancelled meanwhile.
 */
export const deliverBatch = async (
	records: MoEngageRecord[],
	sender: BatchSender,
): Promise<void> => {
	const rejection = await sender.send(records);
	if (rejection === undefined) return;
	const { failure, scope, tracker, sampling } = rejection;
	if (records.length === 1 || scope === 'record') {
		sender.fail(records, failure);
	} else if (scope === 'size') {
		const middle = Math.ceil(records.length / 2);
		await deliverBatch(records.slice(0, middle), sender);
		await deliverBatch(records.slice(middle), sender);
	} else {
		await new Bisection(records, sender, tracker, sampling).settleAll();
	}
};
