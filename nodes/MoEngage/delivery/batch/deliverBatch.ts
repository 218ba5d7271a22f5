import type { MoEngageRecord } from '../../api/record';
import { Bisection } from './bisect';
import type { RequestIds } from './composeRequest';
import type { BatchSender } from './sendBatch';

/** Delivers the batches of one run, and divides those that are rejected. */
export class BatchDelivery {
	constructor(
		private readonly sender: BatchSender,
		private readonly requestIds: RequestIds,
	) {}

	/** Settles all records of a request, unless the run is stopped or cancelled meanwhile. */
	async deliver(records: MoEngageRecord[], requestId: string | undefined): Promise<void> {
		const { sender, requestIds } = this;
		const rejection = await sender.send(records, requestId);
		if (rejection === undefined) return;
		const { failure, scope, tracker, sampling } = rejection;
		if (records.length === 1 || scope === 'record') {
			sender.fail(records, failure);
		} else if (scope === 'size') {
			const middle = Math.ceil(records.length / 2);
			await this.deliver(records.slice(0, middle), requestIds.next());
			await this.deliver(records.slice(middle), requestIds.next());
		} else {
			await new Bisection(records, sender, requestIds, tracker, sampling).settleAll();
		}
	}
}
