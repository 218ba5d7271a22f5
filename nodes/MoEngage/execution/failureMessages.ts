import type { Failure } from '../api/classifyResponse';
import type { Outcome } from '../delivery';
import { groupDigits } from '../api/numbers';

/** A point in time as people read it, so many milliseconds from now. */
const writeTime = (wait: number): string =>
	`${new Date(Date.now() + wait).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const WAIT_LONGER =
	"Run the item again after that time, or increase 'Max Wait' under Options so that the node waits for it.";

const NOT_SENT_AGAIN = 'It was not sent again, because MoEngage may then record it twice.';

const MAY_BE_RECORDED_TWICE =
	"MoEngage may have recorded it, even more than once, because 'Repeat When Unclear' is on.";

type FailedOutcome = Exclude<Outcome, { kind: 'accepted' }>;

/** Says in words what came of a record that was not accepted. */
export const toFailure = (failedOutcome: FailedOutcome): Failure => {
	const failure = describe(failedOutcome);
	// A timeout or a broken connection says so itself; an answer, or no request at all, does not.
	const isSilent = failedOutcome.kind !== 'failed' || failure.httpCode !== undefined;
	if (!failedOutcome.mayHaveBeenApplied || !isSilent) return failure;
	const description = `${failure.description} An earlier attempt had no clear answer, so MoEngage may have carried it out.`;
	return { ...failure, description };
};

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
				message: `${failedOutcome.failure.message}; MoEngage asks to wait until ${writeTime(failedOutcome.wait)}`,
				description: WAIT_LONGER,
			};
		case 'outage':
			return {
				...failedOutcome.failure,
				message: `Nothing got through to MoEngage in ${groupDigits(failedOutcome.trials)} rounds of requests, so the rest was not sent. The last answer was: ${failedOutcome.failure.message}`,
			};
	}
};
