import type { IDataObject } from 'n8n-workflow';

import type { Failure } from '../api/classifyResponse';
import { countNouns } from '../api/numbers';
import type { MoEngageRecord } from '../api/record';
import type { Outcome } from '../delivery';

/** The point in time `wait` milliseconds from now, as people read it. */
const writeTime = (wait: number): string =>
	`${new Date(Date.now() + wait).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const WAIT_LONGER =
	"Run the item again after that time, or increase 'Max Wait' under Options so that the node waits for it.";

const NOT_SENT_AGAIN = 'It was not sent again, because MoEngage could then record it twice.';

const MAY_BE_RECORDED_TWICE =
	"MoEngage may have recorded it, even more than once, because 'Repeat When Unclear' is on.";

type FailedOutcome = Exclude<Outcome, { kind: 'accepted' }>;

const describe = (failedOutcome: FailedOutcome): Failure => {
	switch (failedOutcome.kind) {
		case 'failed':
			return failedOutcome.failure;
		case 'ambiguous':
			return {
				...failedOutcome.failure,
				description: `${failedOutcome.isRepeated ? MAY_BE_RECORDED_TWICE : NOT_SENT_AGAIN} Look it up in MoEngage before you send it again.`,
			};
		case 'limitUsedUp':
			return failedOutcome.wait === undefined
				? {
						message: "MoEngage's limit for this workspace has been used up for too long",
						description:
							"Run the item again later, or increase 'Max Wait' under Options so that the node waits longer.",
					}
				: {
						message: `MoEngage's limit for this workspace is used up until ${writeTime(failedOutcome.wait)}`,
						description: WAIT_LONGER,
					};
		case 'askedToWait':
			return {
				...failedOutcome.failure,
				message: `${failedOutcome.failure.message}; MoEngage asks you to wait until ${writeTime(failedOutcome.wait)}`,
				description: WAIT_LONGER,
			};
		case 'outage':
			return {
				...failedOutcome.failure,
				message: `Nothing got through to MoEngage in ${countNouns(failedOutcome.trials, 'round')} of requests, so the rest was not sent. The last error was: ${failedOutcome.failure.message}`,
			};
	}
};

export const toFailure = (failedOutcome: FailedOutcome): Failure => {
	const failure = describe(failedOutcome);
	// A timeout or a broken connection says so itself; an answer, or no request at all, does not.
	const isSilent = failedOutcome.kind !== 'failed' || failure.httpCode !== undefined;
	if (!failedOutcome.mayHaveBeenApplied || !isSilent) return failure;
	const description = `${failure.description} An attempt had no clear answer, so MoEngage may have carried it out.`;
	return { ...failure, description };
};

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
	/** Whether MoEngage may have carried out a record that failed. */
	mayHaveBeenApplied?: boolean;
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
				outcome.failure ??= failure;
				outcome.failed ??= label;
				outcome.mayHaveBeenApplied ||= result.kind === 'ambiguous' || result.mayHaveBeenApplied;
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

	findFirstFailure(): { itemIndex: number; failure: Failure } | undefined {
		let first: { itemIndex: number; failure: Failure } | undefined;
		for (const [itemIndex, { failure }] of this.outcomes) {
			if (failure && (first === undefined || itemIndex < first.itemIndex)) {
				first = { itemIndex, failure };
			}
		}
		return first;
	}

	/** How many items MoEngage has accepted completely, and how many it may have. */
	count(): { accepted: number; ambiguous: number } {
		const count = { accepted: 0, ambiguous: 0 };
		for (const { open, failure, mayHaveBeenApplied } of this.outcomes.values()) {
			if (mayHaveBeenApplied) count.ambiguous += 1;
			else if (open === 0 && failure === undefined) count.accepted += 1;
		}
		return count;
	}
}
