import type { MoEngageRecord } from '../../api/record';
import { Bisection } from './bisect';
import type { RequestIds } from './requestIds';
import type { BatchSender } from './sendBatch';

/** Delivers the batches of one run, and divides those that are rejected. */
export class BatchDelivery {
	/** One batch is divided at a time, because what that finds out may settle the others. */
	private lastBisection = Promise.resolve();

	constructor(
		private readonly sender: BatchSender,
		private readonly requestIds: RequestIds,
	) {}

	/** Settles all records of a request, unless the run is stopped or cancelled meanwhile. */
	async deliver(records: MoEngageRecord[], requestId: string | undefined): Promise<void> {
		const rejection = await this.sender.send(records, requestId);
		if (rejection === undefined) return;
		const { failure, scope } = rejection;
		if (records.length === 1 || scope === 'record') {
			this.sender.fail(records, failure);
		} else if (scope === 'size') {
			await this.halve(records);
		} else {
			const bisection = this.lastBisection.then(async () => await this.bisect(records));
			this.lastBisection = bisection.catch(() => {});
			await bisection;
		}
	}

	private async halve(records: MoEngageRecord[]): Promise<void> {
		const middle = Math.ceil(records.length / 2);
		for (const half of [records.slice(0, middle), records.slice(middle)]) {
			await this.deliver(half, this.requestIds.next());
		}
	}

	private async bisect(records: MoEngageRecord[]): Promise<void> {
		const { sender, requestIds } = this;
		const [first] = records;
		if (first === undefined) return;
		const tracker = sender.trackers.find(first);
		const bisection = new Bisection(records, {
			send: async (some) => (await sender.send(some, requestIds.next(), true))?.failure,
			fail: (some, failure) => sender.fail(some, failure),
			showsThatAllFail: (failure) => tracker.noteRejection(failure),
		});
		try {
			if (!tracker.isAccepted) await bisection.sendSamples();
		} finally {
			tracker.clear();
		}
		await bisection.finish();
	}
}
