import type { Refusal } from '../api/answer';
import type { MoEngageRecord } from '../api/record';
import { sendWithRetries } from './attempts';
import { composeRequest, weigh, weighPrefaces } from './compose';
import type { PartResult } from './division';
import type { Course, Delivery, Result } from './errand';
import type { Setback } from './outcome';
import { DIVIDE_BY, type Part, type RejectedPart } from './part';
import { States } from './states';
import { Verdicts } from './verdicts';

const toRefused = (refusal?: Refusal): Setback | undefined =>
	refusal && { kind: 'refused', refusal };

/** Sends the parts of one run, each in one request, and settles their records. */
export class PartDelivery {
	readonly verdicts: Verdicts;

	private readonly stopping = new AbortController();

	private readonly delivery: Delivery;

	private readonly states: States;

	/** Why MoEngage refuses every request. */
	private fatal?: Refusal;

	constructor(
		delivery: Delivery,
		private readonly course: Course,
	) {
		const signal = AbortSignal.any([this.stopping.signal, delivery.signal]);
		this.delivery = { ...delivery, signal };
		this.states = new States(this.delivery);
		this.verdicts = new Verdicts(delivery.gate);
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
		const { endpoint } = this.course;
		const { stretch } = this.delivery;
		const [first] = records;
		while (stretch.isOver) await stretch.rest();
		const found = await this.states.find(first, isProbe);
		if (found.kind !== 'known') return this.settle(records, found);
		this.states.noteDeparture(first);
		const result = await sendWithRetries(
			{
				request: composeRequest(endpoint, records, requestId, found.state),
				weight: weigh(endpoint, records.length),
				also: weighPrefaces(records),
				isProbe,
				isCalledOff: () => this.verdicts.find(first) !== undefined,
				onRejection: ({ culprit }) => {
					if (culprit === 'unknown' && records.length > 1) this.verdicts.doubt(first);
				},
			},
			this.delivery,
		);
		if (result.kind !== 'accepted') return this.settle(records, result);
		this.verdicts.noteAcceptance(first);
		this.states.noteAcceptance(first);
		const { state } = found;
		for (const record of records) {
			this.course.settle(record, { kind: 'accepted', answer: result.json, requestId, state });
		}
		return { kind: 'accepted' };
	}

	refuse(records: readonly MoEngageRecord[], refusal: Refusal): void {
		this.settleAll(records, { kind: 'refused', refusal });
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
			return { kind: 'rejected', refusal: result.refusal, divideBy: 'halves' };
		}
		if (result.kind === 'rejected') {
			const { refusal, culprit } = result;
			if (culprit !== 'request') return { kind: 'rejected', refusal, divideBy: DIVIDE_BY[culprit] };
			this.verdicts.reach(first, refusal);
		}
		if (result.kind === 'fatal') {
			this.fatal ??= result.refusal;
			this.stop();
		}
		const setback = this.toSetback(first, result);
		if (setback !== undefined) this.settleAll(records, setback);
		return { kind: 'settled' };
	}

	/** What a result means for the records; nothing where the delivery was stopped without a reason. */
	private toSetback(
		first: MoEngageRecord,
		result: Exclude<Result, { kind: 'accepted' | 'tooHeavy' }>,
	): Setback | undefined {
		switch (result.kind) {
			case 'cancelled':
				return toRefused(this.fatal);
			case 'calledOff':
				return toRefused(this.verdicts.find(first));
			case 'rejected':
			case 'fatal':
			case 'overLimit':
				return toRefused(result.refusal);
			case 'transient':
				return { kind: 'refused', refusal: result.refusal, mayBeDone: result.unclear };
			default:
				return result;
		}
	}

	private settleAll(records: readonly MoEngageRecord[], setback: Setback): void {
		for (const record of records) this.course.settle(record, setback);
	}
}
