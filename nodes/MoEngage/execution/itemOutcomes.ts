import type { IDataObject } from 'n8n-workflow';

import type { Refusal } from '../api/answer';
import type { DeliveryRecord, Outcome } from '../delivery/records';

/** What became of one item, whose records may have gone out in several requests. */
export interface ItemOutcome {
	/** Records without an outcome yet. */
	open: number;
	answer?: IDataObject;
	/** The ids of the requests that carried its records. */
	requestIds: string[];
	/** The addresses among its records that were accepted. */
	accepted: string[];
	refusal?: Refusal;
}

/** Collects the outcomes of records for the items that own them. */
export class ItemOutcomes {
	private readonly outcomes = new Map<number, ItemOutcome>();

	constructor(records: DeliveryRecord[]) {
		for (const { owners } of records) for (const owner of owners) this.of(owner).open += 1;
	}

	of(itemIndex: number): ItemOutcome {
		const known = this.outcomes.get(itemIndex);
		if (known !== undefined) return known;
		const fresh: ItemOutcome = { open: 0, requestIds: [], accepted: [] };
		this.outcomes.set(itemIndex, fresh);
		return fresh;
	}

	settle({ owners, entry }: DeliveryRecord, result: Outcome): void {
		for (const owner of owners) {
			const outcome = this.of(owner);
			outcome.open -= 1;
			if (result.kind === 'refused') {
				outcome.refusal ??= result.refusal;
				continue;
			}
			const { answer, requestId } = result;
			outcome.answer ??= answer;
			if (typeof entry === 'string') outcome.accepted.push(entry);
			if (requestId !== undefined && !outcome.requestIds.includes(requestId)) {
				outcome.requestIds.push(requestId);
			}
		}
	}

	/** The refused item that comes first, in the order of the items. */
	findFirstRefusal(): { itemIndex: number; refusal: Refusal } | undefined {
		let first: { itemIndex: number; refusal: Refusal } | undefined;
		for (const [itemIndex, { refusal }] of this.outcomes) {
			if (refusal && (first === undefined || itemIndex < first.itemIndex)) {
				first = { itemIndex, refusal };
			}
		}
		return first;
	}

	/** How many items MoEngage has accepted as a whole. */
	countAccepted(): number {
		let count = 0;
		for (const { open, refusal } of this.outcomes.values()) {
			if (open === 0 && refusal === undefined) count += 1;
		}
		return count;
	}
}
