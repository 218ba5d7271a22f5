import pLimit from 'p-limit';

import type { Refusal } from '../api/answer';
import type { Endpoint } from '../api/endpoints';
import type { MoEngageRecord } from '../api/record';
import { sendWithRetries, type Delivery, type Result } from './attempts';
import { composeRequest, weigh, weighPrefaces } from './compose';
import { Division, type PartResult } from './division';
import type { Pool } from './line';
import type { Outcome, Setback } from './outcome';
import { createRequestIds, type RequestIds } from './requestIds';
import { States } from './states';
import { Verdicts } from './verdicts';

/** How a run is delivered, besides how each attempt is made. */
export interface Course {
	endpoint: Endpoint;
	/** How many requests are under way at a time. */
	concurrency: number;
	/** For endpoints whose requests carry an id: the id, or the stem of several. */
	requestId?: string;
	/** Told what became of each record. */
	settle: (record: MoEngageRecord, outcome: Outcome) => void;
}

/** The records of one request. */
type Part = readonly [MoEngageRecord, ...MoEngageRecord[]];

const isPart = (records: MoEngageRecord[]): records is [MoEngageRecord, ...MoEngageRecord[]] =>
	records.length > 0;

/** A part that MoEngage rejected, and how to divide it; without that, all of it is refused. */
interface RejectedPart extends Extract<PartResult, { kind: 'rejected' }> {
	divideBy?: 'halves' | 'culprits';
}

const DIVIDE_BY = { unknown: 'culprits', size: 'halves', record: undefined } as const;

/** Sends the pools of one run, divides those that are rejected, and settles their records. */
export class PoolDelivery {
	private readonly stopping = new AbortController();

	private readonly delivery: Delivery;

	/** One pool is divided at a time: what it finds out may settle the others. */
	private readonly inTurn = pLimit(1);

	private readonly requestIds: RequestIds;

	private readonly states: States;

	private readonly verdicts = new Verdicts();

	/** Why MoEngage refuses every request. */
	private fatal?: Refusal;

	constructor(
		delivery: Delivery,
		private readonly course: Course,
		pools: number,
	) {
		const signal = AbortSignal.any([this.stopping.signal, delivery.signal]);
		this.delivery = { ...delivery, signal };
		this.requestIds = createRequestIds(course.requestId, pools);
		this.states = new States(this.delivery);
	}

	/** Whether no further pool is to be sent. */
	get isOver(): boolean {
		return this.delivery.signal.aborted;
	}

	stop(): void {
		this.stopping.abort();
	}

	/** Settles all records of a pool, unless the run is stopped or cancelled meanwhile. */
	async deliver({ records, place }: Pool): Promise<void> {
		if (isPart(records)) await this.deliverPart(records, this.requestIds.ofPool(place));
	}

	/** Settles a pool that will not be sent, where every request is refused. */
	abandon({ records }: Pool): void {
		if (this.fatal !== undefined) this.refuse(records, this.fatal);
	}

	private async deliverPart(records: Part, requestId: string | undefined): Promise<void> {
		const result = await this.sendPart(records, requestId);
		if (result.kind !== 'rejected') return;
		const { refusal, divideBy } = result;
		if (records.length === 1 || divideBy === undefined) this.refuse(records, refusal);
		else if (divideBy === 'halves') await this.halve(records);
		else await this.inTurn(async () => await this.divide(records));
	}

	private async halve(records: Part): Promise<void> {
		const middle = Math.ceil(records.length / 2);
		for (const half of [records.slice(0, middle), records.slice(middle)]) {
			if (isPart(half)) await this.deliverPart(half, this.requestIds.next());
		}
	}

	private async divide(records: Part): Promise<void> {
		const { gate } = this.delivery;
		const key = Symbol('division');
		const [first] = records;
		const division = new Division([...records], {
			send: async (part) => {
				if (!isPart(part)) return { kind: 'settled' };
				return await this.sendPart(part, this.requestIds.next(), key);
			},
			refuse: (record, refusal) => this.refuse([record], refusal),
			concernsAll: (refusal) => this.verdicts.countRefusal(first, refusal),
			refuseAll: (rest, refusal) => this.refuse(rest, refusal),
		});
		gate.hold(key);
		try {
			await division.probe();
		} finally {
			gate.release();
		}
		await division.finish();
	}

	/**
	 * Sends records in one request, and settles them unless they were rejected.
	 *
	 * @param key Given by whoever holds the gate
	 */
	private async sendPart(
		records: Part,
		requestId: string | undefined,
		key?: symbol,
	): Promise<RejectedPart | Exclude<PartResult, { kind: 'rejected' }>> {
		const [first] = records;
		const found = await this.states.find(first, key);
		if (found.kind !== 'known') return this.settle(records, found);
		const errand = {
			request: composeRequest(this.course.endpoint, records, requestId, found.state),
			weight: weigh(this.course.endpoint, records.length),
			also: weighPrefaces(records),
			isCalledOff: () => this.verdicts.find(first) !== undefined,
			key,
		};
		const result = await sendWithRetries(errand, this.delivery);
		if (result.kind !== 'accepted') return this.settle(records, result);
		this.verdicts.noteAcceptance(first);
		this.states.noteAcceptance(first);
		const { state } = found;
		for (const record of records) {
			this.course.settle(record, { kind: 'accepted', answer: result.json, requestId, state });
		}
		return { kind: 'accepted' };
	}

	/** Settles what was not accepted, unless it was rejected: then the culprits are yet to be found. */
	private settle(
		records: Part,
		result: Exclude<Result, { kind: 'accepted' }>,
	): RejectedPart | { kind: 'settled' } {
		const [first] = records;
		switch (result.kind) {
			case 'tooHeavy':
				return { kind: 'rejected', refusal: result.refusal, divideBy: 'halves' };
			case 'rejected':
				if (result.culprit !== 'request') {
					return { kind: 'rejected', refusal: result.refusal, divideBy: DIVIDE_BY[result.culprit] };
				}
				this.verdicts.reach(first, result.refusal);
				this.refuse(records, result.refusal);
				break;
			case 'fatal':
				this.fatal ??= result.refusal;
				this.refuse(records, result.refusal);
				this.stop();
				break;
			case 'calledOff':
			case 'cancelled': {
				const refusal = this.fatal ?? this.verdicts.find(first);
				if (refusal !== undefined) this.refuse(records, refusal);
				break;
			}
			case 'overLimit':
			case 'transient':
				this.refuse(records, result.refusal);
				break;
			case 'unclear':
			case 'limitUsedUp':
			case 'outage':
				this.settleAll(records, result);
		}
		return { kind: 'settled' };
	}

	private refuse(records: readonly MoEngageRecord[], refusal: Refusal): void {
		this.settleAll(records, { kind: 'refused', refusal });
	}

	private settleAll(records: readonly MoEngageRecord[], setback: Setback): void {
		for (const record of records) this.course.settle(record, setback);
	}
}
