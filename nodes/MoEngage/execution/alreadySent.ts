import type { IExecuteFunctions } from 'n8n-workflow';

import type { MoEngageRecord } from '../api/record';
import type { Outcome } from '../delivery';

type Outcomes = Map<string, Outcome>;

/** By what n8n hands to every try of the same node in the same execution. */
const triesOf = new WeakMap<object, Outcomes>();

/** Names a record within a run: the first item that asks for it, and which of its records it is. */
const createNamer = () => {
	const counts = new Map<number, number>();
	return ({ itemIndexes: [owner = -1] }: MoEngageRecord): string => {
		const count = counts.get(owner) ?? 0;
		counts.set(owner, count + 1);
		return `${owner}.${count}`;
	};
};

/** Whether MoEngage has carried a record out, or may have. */
const isFinal = (outcome: Outcome): boolean => {
	if (outcome.kind === 'accepted' || outcome.kind === 'ambiguous') return true;
	return outcome.mayHaveBeenApplied === true;
};

/**
 * What earlier tries of this node in this execution have sent. With *Retry On Fail*, n8n runs the
 * whole node again; what MoEngage accepted, or may have carried out, is not sent a second time. Nor is
 * what it refused, if a later update of the same subject was accepted: this would undo that one.
 */
export class AlreadySent {
	/** Absent where n8n runs the node only once. */
	private readonly outcomes?: Outcomes;

	private readonly names = new Map<MoEngageRecord, string>();

	constructor(context: IExecuteFunctions) {
		if (context.getNode().retryOnFail !== true) return;
		const execution = context.getExecuteData();
		this.outcomes = triesOf.get(execution) ?? new Map();
		triesOf.set(execution, this.outcomes);
	}

	/** The outcome that each of the records had before, where it is not to be sent again. */
	find(records: MoEngageRecord[]): Map<MoEngageRecord, Outcome> {
		const found = new Map<MoEngageRecord, Outcome>();
		if (this.outcomes === undefined) return found;
		const nameOf = createNamer();
		for (const record of records) this.names.set(record, nameOf(record));
		/** Subjects with a later record that was accepted. */
		const orderingKeys = new Set<string>();
		for (const record of [...records].reverse()) {
			const outcome = this.outcomes.get(this.names.get(record) ?? '');
			if (outcome === undefined) continue;
			const isOvertaken = record.orderingKeys.some((subject) => orderingKeys.has(subject));
			if (isOvertaken || isFinal(outcome)) found.set(record, outcome);
			if (outcome.kind === 'accepted') for (const one of record.orderingKeys) orderingKeys.add(one);
		}
		return found;
	}

	note(record: MoEngageRecord, outcome: Outcome): void {
		const name = this.names.get(record);
		if (name !== undefined) this.outcomes?.set(name, outcome);
	}
}
