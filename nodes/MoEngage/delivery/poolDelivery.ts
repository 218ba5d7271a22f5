import { Division } from './division';
import type { Course, Delivery } from './errand';
import type { Pool } from './line';
import { isPart, type Part } from './part';
import { PartDelivery } from './partDelivery';
import { createRequestIds, type RequestIds } from './requestIds';

/** Sends the pools of one run, and divides those that are rejected. */
export class PoolDelivery {
	/** One pool is divided at a time, because what that finds out may settle the others. */
	private lastDivision = Promise.resolve();

	private readonly requestIds: RequestIds;

	private readonly parts: PartDelivery;

	/** @param pools How many the run begins with */
	constructor(delivery: Delivery, course: Course, pools: number) {
		this.requestIds = createRequestIds(course.requestId, pools);
		this.parts = new PartDelivery(delivery, course);
	}

	/** Whether no further pool is to be sent. */
	get isOver(): boolean {
		return this.parts.isOver;
	}

	stop(): void {
		this.parts.stop();
	}

	/** Settles all records of a pool, unless the run is stopped or cancelled meanwhile. */
	async deliver({ records, place }: Pool): Promise<void> {
		if (isPart(records)) await this.deliverPart(records, this.requestIds.ofPool(place));
	}

	/** Settles a pool that will not be sent. */
	abandon({ records }: Pool): void {
		this.parts.abandon(records);
	}

	private async deliverPart(records: Part, requestId: string | undefined): Promise<void> {
		const result = await this.parts.send(records, requestId);
		if (result.kind !== 'rejected') return;
		const { refusal, divideBy } = result;
		if (records.length === 1 || divideBy === undefined) this.parts.refuse(records, refusal);
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
		const { verdicts } = parts;
		const division = new Division([...records], {
			send: async (part) => {
				if (!isPart(part)) return { kind: 'settled' };
				return await parts.send(part, requestIds.next(), true);
			},
			refuse: (record, refusal) => parts.refuse([record], refusal),
			concernsAll: (refusal) => verdicts.countRefusal(first, refusal),
			refuseAll: (rest, refusal) => parts.refuse(rest, refusal),
		});
		try {
			if (!verdicts.isAccepted(first)) await division.probe();
		} finally {
			verdicts.stopDoubting(first);
		}
		await division.finish();
	}
}
