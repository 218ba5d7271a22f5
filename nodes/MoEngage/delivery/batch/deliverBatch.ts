import type { Failure } from '../../api/classifyResponse';
import type { MoEngageRecord } from '../../api/record';
import type { SendContext } from '../send/context';
import type { DeliveryOptions } from '../types';
import { Bisection } from './bisect';
import type { Batch } from './readyQueue';
import { createRequestIds, type RequestIds } from './requestIds';
import { BatchSender } from './sendBatch';

/** Delivers the batches of one run, and divides those that are rejected. */
export class BatchDelivery {
	/** One batch is divided at a time, because what that finds out may settle the others. */
	private lastBisection = Promise.resolve();

	private readonly requestIds: RequestIds;

	private readonly sender: BatchSender;

	/** @param batches How many the run begins with */
	constructor(context: SendContext, options: DeliveryOptions, batches: number) {
		this.requestIds = createRequestIds(options.requestId, batches);
		this.sender = new BatchSender(context, options);
	}

	/** Whether no further batch is to be sent. */
	get isOver(): boolean {
		return this.sender.isOver;
	}

	stop(): void {
		this.sender.stop();
	}

	/** Settles all records of a batch, unless the run is stopped or cancelled meanwhile. */
	async deliver({ records, index }: Batch): Promise<void> {
		await this.deliverRecords(records, this.requestIds.ofBatch(index));
	}

	/** Settles a batch that will not be sent. */
	abandon({ records }: Batch): void {
		this.sender.abandon(records);
	}

	private async deliverRecords(
		records: MoEngageRecord[],
		requestId: string | undefined,
	): Promise<void> {
		const rejection = await this.sender.send(records, requestId);
		if (rejection === undefined) return;
		const { failure, scope, ambiguousFailure } = rejection;
		if (records.length === 1 || scope === 'record') {
			this.sender.fail(records, failure, ambiguousFailure);
		} else if (scope === 'size') {
			await this.halve(records);
		} else {
			await this.bisectInTurn(records, ambiguousFailure);
		}
	}

	private async halve(records: MoEngageRecord[]): Promise<void> {
		const middle = Math.ceil(records.length / 2);
		for (const half of [records.slice(0, middle), records.slice(middle)]) {
			await this.deliverRecords(half, this.requestIds.next());
		}
	}

	private async bisectInTurn(
		records: MoEngageRecord[],
		ambiguousFailure: Failure | undefined,
	): Promise<void> {
		const bisection = this.lastBisection.then(
			async () => await this.bisect(records, ambiguousFailure),
		);
		this.lastBisection = bisection.catch(() => {});
		await bisection;
	}

	private async bisect(
		records: MoEngageRecord[],
		ambiguousFailure: Failure | undefined,
	): Promise<void> {
		const { sender, requestIds } = this;
		const { rejections } = sender;
		const [first] = records;
		if (first === undefined) return;
		const bisection = new Bisection(records, {
			send: async (some) => (await sender.send(some, requestIds.next(), true))?.failure,
			fail: (some, failure) => sender.fail(some, failure, ambiguousFailure),
			showsThatAllFail: (failure) => rejections.noteRejection(first, failure),
		});
		try {
			if (!rejections.isAccepted(first)) await bisection.sendSamples();
		} finally {
			rejections.clear(first);
		}
		await bisection.finish();
	}
}
