import type { IDataObject } from 'n8n-workflow';

import type { Failure } from '../api/classifyResponse';
import type { MoEngageRecord } from '../api/record';
import type { Outcome } from '../delivery';
import { toFailure } from './failureMessages';

/** Narrows an outcome to what is about the record itself, where several records share the answer. */
export const toOwnOutcome = ({ responsePart }: MoEngageRecord, outcome: Outcome): Outcome => {
	if (responsePart === undefined || outcome.kind !== 'accepted') return outcome;
	const answer = responsePart.pick(outcome.answer);
	return answer === undefined
		? { kind: 'failed', failure: responsePart.missing }
		: { ...outcome, answer };
};

/** What became of one item, whose records may have gone out in several requests. */
export interface ItemOutcome {
	/** Records without an outcome yet. */
	open: number;
	answer?: IDataObject;
	/** What was looked up and sent along. */
	state?: IDataObject;
	/** The ids of the requests that carried its records; absent where requests have none. */
	requestIds?: string[];
	/** The records that were accepted, as the operation names them; absent where there are none. */
	accepted?: string[];
	failure?: Failure;
	/** The record that the failure is about, as the operation names it. */
	failed?: string;
}

/** Collects the outcomes of records for the items that ask for them. */
export class ItemOutcomes {
	private readonly outcomes = new Map<number, ItemOutcome>();

	of(itemIndex: number): ItemOutcome {
		const known = this.outcomes.get(itemIndex);
		if (known !== undefined) return known;
		const fresh: ItemOutcome = { open: 0 };
		this.outcomes.set(itemIndex, fresh);
		return fresh;
	}

	/** Notes that an outcome of the record will come. */
	expect({ itemIndexes }: MoEngageRecord): void {
		for (const itemIndex of itemIndexes) this.of(itemIndex).open += 1;
	}

	settle({ itemIndexes, label }: MoEngageRecord, result: Outcome): void {
		const failure = result.kind === 'accepted' ? undefined : toFailure(result);
		for (const itemIndex of itemIndexes) {
			const outcome = this.of(itemIndex);
			outcome.open -= 1;
			if (result.kind !== 'accepted') {
				if (outcome.failure === undefined) {
					outcome.failure = failure;
					outcome.failed = label;
				}
				continue;
			}
			const { answer, requestId, state } = result;
			outcome.answer ??= answer;
			outcome.state ??= state;
			if (label !== undefined) (outcome.accepted ??= []).push(label);
			if (requestId !== undefined && !outcome.requestIds?.includes(requestId)) {
				(outcome.requestIds ??= []).push(requestId);
			}
		}
	}

	/** The failed item that comes first, in the order of the items. */
	findFirstFailure(): { itemIndex: number; failure: Failure } | undefined {
		let first: { itemIndex: number; failure: Failure } | undefined;
		for (const [itemIndex, { failure }] of this.outcomes) {
			if (failure && (first === undefined || itemIndex < first.itemIndex)) {
				first = { itemIndex, failure };
			}
		}
		return first;
	}

	/** How many items MoEngage has accepted completely. */
	countAccepted(): number {
		let count = 0;
		for (const { open, failure } of this.outcomes.values()) {
			if (open === 0 && failure === undefined) count += 1;
		}
		return count;
	}
}
