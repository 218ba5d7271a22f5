import { Bisection } from './bisection';
import type { DeliveryOptions, Delivery } from './types';
import type { Batch } from './readyQueue';
import { isPart, type Part } from './part';
import { PartDelivery } from './partDelivery';
import { createRequestIds, type RequestIds } from './requestIds';

/** Sends the pools of one run, and divides those that are rejected. */
export class BatchDelivery {
	/** One pool is divided at a time, because what that finds out may settle the others. */
	private lastDivision = Promise.resolve();

	private readonly requestIds: RequestIds;

	private readonly parts: PartDelivery;

	/** @param pools How many the run begins with */
	constructor(delivery: Delivery, deliveryOptions: DeliveryOptions, batches: number) {
		this.requestIds = createRequestIds(deliveryOptions.requestId, batches);
		this.parts = new PartDelivery(delivery, deliveryOptions);
	}

	/** Whether no further pool is to be sent. */
	get isOver(): boolean {
		return this.parts.isOver;
	}

	stop(): void {
		this.parts.stop();
	}

	/** Settles all records of a pool, unless the run is stopped or cancelled meanwhile. */
	async deliver({ records, place }: Batch): Promise<void> {
		if (isPart(records)) await this.deliverPart(records, this.requestIds.ofBatch(place));
	}

	/** Settles a pool that will not be sent. */
	abandon({ records }: Batch): void {
		this.parts.abandon(records);
	}

	private async deliverPart(records: Part, requestId: string | undefined): Promise<void> {
		const result = await this.parts.send(records, requestId);
		if (result.kind !== 'rejected') return;
		const { failure, divideBy } = result;
		if (records.length === 1 || divideBy === undefined) this.parts.refuse(records, failure);
		else if (divideBy === 'halves') await this.halve(records);
		else await this.divideInTurn(records);
	}

	private async halve(records: Part): Promise<void> {
		const middle = Math.ceil(records.length / 2);
		for (const half of [records.slice(0, middle), records.slice(middle)]) {
			if (isPart(half)) await this.deliverPart(half, this.requestIds.next());
		}
	}

	private async divideInTurn(records: Part): Promise<void> {
		const division = this.lastDivision.then(async () => await this.divide(records));
		this.lastDivision = division.catch(() => {});
		await division;
	}

	private async divide(records: Part): Promise<void> {
		const { parts, requestIds } = this;
		const [first] = records;
		const { rejections } = parts;
		const division = new Bisection([...records], {
			send: async (part) => {
				if (!isPart(part)) return { kind: 'settled' };
				return await parts.send(part, requestIds.next(), true);
			},
			refuse: (record, failure) => parts.refuse([record], failure),
			concernsAll: (failure) => rejections.countRefusal(first, failure),
			refuseAll: (rest, failure) => parts.refuse(rest, failure),
		});
		try {
			if (!rejections.isAccepted(first)) await division.probe();
		} finally {
			rejections.stopDoubting(first);
		}
		await division.finish();
	}
}
