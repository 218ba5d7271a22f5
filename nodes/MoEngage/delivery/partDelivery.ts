import type { Failure } from '../api/classifyResponse';
import type { MoEngageRecord } from '../api/record';
import { sendWithRetries } from './attempts';
import { composeRequest, weigh, weighPrerequisites } from './compose';
import type { PartResult } from './bisection';
import type { DeliveryOptions, Delivery, Result } from './types';
import type { FailedOutcome } from './outcome';
import { DIVIDE_BY, type Part, type RejectedPart } from './part';
import { States } from './states';
import { RejectionTracker } from './rejectionTracker';

const toRefused = (failure?: Failure): FailedOutcome | undefined =>
	failure && { kind: 'failed', failure };

/** Sends the parts of one run, each in one request, and settles their records. */
export class PartDelivery {
	readonly rejections: RejectionTracker;

	private readonly stopping = new AbortController();

	private readonly delivery: Delivery;

	private readonly states: States;

	/** Why MoEngage refuses every request. */
	private fatal?: Failure;

	constructor(
		delivery: Delivery,
		private readonly deliveryOptions: DeliveryOptions,
	) {
		const signal = AbortSignal.any([this.stopping.signal, delivery.signal]);
		this.delivery = { ...delivery, signal };
		this.states = new States(this.delivery);
		this.rejections = new RejectionTracker(delivery.circuitBreaker);
	}

	/** Whether nothing more is to be sent. */
	get isOver(): boolean {
		return this.delivery.signal.aborted;
	}

	stop(): void {
		this.stopping.abort();
	}

	/**
	 * Sends records in one request, and settles them unless they were rejected.
	 *
	 * @param isProbe Whether it helps to find the culprits of a rejected pool
	 */
	async send(
		records: Part,
		requestId: string | undefined,
		isProbe = false,
	): Promise<RejectedPart | Exclude<PartResult, { kind: 'rejected' }>> {
		const { endpoint } = this.deliveryOptions;
		const { timeSlice } = this.delivery;
		const [first] = records;
		while (timeSlice.isOver) await timeSlice.rest();
		const found = await this.states.find(first, isProbe);
		if (found.kind !== 'known') return this.settle(records, found);
		this.states.noteDeparture(first);
		const result = await sendWithRetries(
			{
				request: composeRequest(endpoint, records, requestId, found.state),
				weight: weigh(endpoint, records.length),
				also: weighPrerequisites(records),
				isProbe,
				isCalledOff: () => this.rejections.find(first) !== undefined,
				onRejection: ({ scope }) => {
					if (scope === 'someRecords' && records.length > 1) this.rejections.doubt(first);
				},
			},
			this.delivery,
		);
		if (result.kind !== 'accepted') return this.settle(records, result);
		this.rejections.noteAcceptance(first);
		this.states.noteAcceptance(first);
		const { state } = found;
		for (const record of records) {
			this.deliveryOptions.settle(record, {
				kind: 'accepted',
				answer: result.json,
				requestId,
				state,
			});
		}
		return { kind: 'accepted' };
	}

	refuse(records: readonly MoEngageRecord[], failure: Failure): void {
		this.settleAll(records, { kind: 'failed', failure });
	}

	/** Settles records that will not be sent, where MoEngage refuses every request. */
	abandon(records: readonly MoEngageRecord[]): void {
		if (this.fatal !== undefined) this.refuse(records, this.fatal);
	}

	/** Settles what was not accepted, unless it was rejected: then the culprits are yet to be found. */
	private settle(
		records: Part,
		result: Exclude<Result, { kind: 'accepted' }>,
	): RejectedPart | { kind: 'settled' } {
		const [first] = records;
		if (result.kind === 'tooHeavy') {
			return { kind: 'rejected', failure: result.failure, divideBy: 'halves' };
		}
		if (result.kind === 'rejected') {
			const { failure, scope } = result;
			if (scope !== 'request') return { kind: 'rejected', failure, divideBy: DIVIDE_BY[scope] };
			this.rejections.reach(first, failure);
		}
		if (result.kind === 'fatal') {
			this.fatal ??= result.failure;
			this.stop();
		}
		const failedOutcome = this.toSetback(first, result);
		if (failedOutcome !== undefined) this.settleAll(records, failedOutcome);
		return { kind: 'settled' };
	}

	/** What a result means for the records; nothing where the delivery was stopped without a reason. */
	private toSetback(
		first: MoEngageRecord,
		result: Exclude<Result, { kind: 'accepted' | 'tooHeavy' }>,
	): FailedOutcome | undefined {
		switch (result.kind) {
			case 'cancelled':
				return toRefused(this.fatal);
			case 'calledOff':
				return toRefused(this.rejections.find(first));
			case 'rejected':
			case 'fatal':
			case 'tooManyRequests':
				return toRefused(result.failure);
			case 'transient':
				return { kind: 'failed', failure: result.failure, mayHaveBeenApplied: result.ambiguous };
			default:
				return result;
		}
	}

	private settleAll(records: readonly MoEngageRecord[], failedOutcome: FailedOutcome): void {
		for (const record of records) this.deliveryOptions.settle(record, failedOutcome);
	}
}
