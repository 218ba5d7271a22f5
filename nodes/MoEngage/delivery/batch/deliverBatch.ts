import type { MoEngageRecord } from '../../api/record';
import { Bisection } from './bisect';
import type { RequestIds } from './requestIds';
import type { Sampling } from './samplingTurns';
import type { BatchSender } from './sendBatch';

/** Delivers the batches of one run, and divides those that are rejected. */
export class BatchDelivery {
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
			await this.bisect(records);
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
		const { turns } = sender;
		const tracker = sender.trackers.find(first);
		let sampling: Sampling | undefined;
		const bisection = new Bisection(records, {
			send: async (some) => (await sender.send(some, requestIds.next(), { sampling }))?.failure,
			fail: (some, failure) => sender.fail(some, failure),
			showsThatAllFail: (failure) => tracker.noteRejection(failure),
		});
		if (!tracker.isAccepted) {
			sampling = await turns.begin(records, tracker);
			try {
				if (!tracker.isAccepted) await bisection.sendSamples();
			} finally {
				turns.end(records);
				sampling = undefined;
			}
		}
		await bisection.finish();
	}
}
