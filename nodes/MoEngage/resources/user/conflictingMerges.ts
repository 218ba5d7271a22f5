import { groupDigits } from '../../api/numbers';
import { show } from '../fields/text';
import { InvalidInput, type ItemRequests, type MergePair, type BatchCheck } from '../operation';

/** How often users are merged into others, and which are retained. */
interface Tally {
	merges: Map<string, number>;
	retained: Set<string>;
}

function* tally(itemRequests: ItemRequests): Generator<undefined, Tally, undefined> {
	const merges = new Map<string, number>();
	const retained = new Set<string>();
	for (const { merge } of itemRequests.values()) {
		yield;
		if (merge === undefined) continue;
		merges.set(merge.merged, (merges.get(merge.merged) ?? 0) + 1);
		retained.add(merge.retained);
	}
	return { merges, retained };
}

const CHAIN_CURE =
	'MoEngage does not follow a chain of merges within a run. Merge all users into the last user of the chain, or run the merges 30 minutes apart.';

const createRefusal = ({ merged, retained }: MergePair, known: Tally): InvalidInput | undefined => {
	const count = known.merges.get(merged) ?? 0;
	if (count > 1) {
		return new InvalidInput(
			`'Merged Customer ID' is ${show(merged)} for ${groupDigits(count)} items in this run`,
			'A user can be merged only once. Remove the duplicates before this node.',
		);
	}
	if (known.retained.has(merged)) {
		return new InvalidInput(
			`'Merged Customer ID' is ${show(merged)}, which is the 'Retained Customer ID' of another item in this run`,
			CHAIN_CURE,
		);
	}
	if (known.merges.has(retained)) {
		return new InvalidInput(
			`'Retained Customer ID' is ${show(retained)}, which is the 'Merged Customer ID' of another item in this run`,
			CHAIN_CURE,
		);
	}
	return undefined;
};

/**
 * Refuses the items of a user who would be merged twice, or both merged and retained: what MoEngage
 * makes of them is not certain, and merging cannot be undone.
 */
export const refuseEntangledMerges: BatchCheck<ReadonlyMap<number, InvalidInput>> = function* (
	itemRequests,
) {
	const known = yield* tally(itemRequests);
	const refused = new Map<number, InvalidInput>();
	for (const [index, { merge }] of itemRequests) {
		yield;
		const failure = merge && createRefusal(merge, known);
		if (failure !== undefined) refused.set(index, failure);
	}
	return refused;
};
