import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { groupDigits } from '../../api/numbers';
import { createReader } from '../fields/reader';
import { readCustomerId } from '../fields/scalars';
import { show } from '../fields/text';
import { InvalidInput, type CrossItemCheck, type ItemRequest, type Operation } from '../operation';

const properties: INodeProperties[] = [
	{
		displayName:
			'MoEngage moves the data of the merged user to the retained user and deletes the merged user. This cannot be undone.',
		name: 'mergeNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Merged Customer ID',
		name: 'mergedCustomerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213',
		description:
			'The customer ID of the user to merge into the other user. This user is deleted afterward.',
	},
	{
		displayName: 'Retained Customer ID',
		name: 'retainedCustomerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 51907',
		description: 'The customer ID of the user to keep',
	},
];

const read = createReader(properties);

const schema = { mergedCustomerId: readCustomerId, retainedCustomerId: readCustomerId };

/** The users of a merge, by customer ID. */
interface MergePair {
	merged: string;
	retained: string;
}

interface MergeRequest extends ItemRequest {
	merge: MergePair;
}

/** How often users of a run are merged into others, and which are retained. */
interface Tally {
	merges: Map<string, number>;
	retained: Set<string>;
}

const NO_CHAINS =
	'MoEngage does not follow a chain of merges within a run. Merge all users into the last user of the chain, or run the merges 30 minutes apart.';

const findConflict = ({ merged, retained }: MergePair, known: Tally): InvalidInput | undefined => {
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
			NO_CHAINS,
		);
	}
	if (known.merges.has(retained)) {
		return new InvalidInput(
			`'Retained Customer ID' is ${show(retained)}, which is the 'Merged Customer ID' of another item in this run`,
			NO_CHAINS,
		);
	}
	return undefined;
};

/**
 * Finds the items of a user who would be merged twice, or both merged and retained: what MoEngage
 * makes of them is not certain, and merging cannot be undone.
 */
const createConflictCheck = (): CrossItemCheck<MergeRequest> => {
	const tally: Tally = { merges: new Map(), retained: new Set() };
	const pairs = new Map<number, MergePair>();
	return {
		add(index, { merge: pair }) {
			pairs.set(index, pair);
			tally.merges.set(pair.merged, (tally.merges.get(pair.merged) ?? 0) + 1);
			tally.retained.add(pair.retained);
		},
		conclude() {
			const invalid = new Map<number, InvalidInput>();
			for (const [index, pair] of pairs) {
				const conflict = findConflict(pair, tally);
				if (conflict !== undefined) invalid.set(index, conflict);
			}
			return { invalid };
		},
	};
};

export const merge: Operation<MergeRequest> = {
	name: 'Merge',
	value: 'merge',
	action: 'Merge users',
	description:
		'Merge one user into another. This cannot be undone and can take up to 30 minutes to show.',
	endpoint: endpoints.mergeUsers,
	properties,
	createChecks: () => [createConflictCheck()],
	read: (parameters) => {
		const { mergedCustomerId: merged, retainedCustomerId: retained } = read(schema, parameters);
		if (merged === retained) {
			throw new InvalidInput(
				`'Retained Customer ID' is ${show(retained)}, which is also the 'Merged Customer ID'`,
				'Enter the IDs of two different users, or filter out items where both are the same.',
			);
		}
		const pair = { merged_user: merged, retained_user: retained };
		return {
			records: [
				{ orderingKeys: [`customer ${merged}`, `customer ${retained}`], body: {}, entry: pair },
			],
			identifiers: pair,
			merge: { merged, retained },
		};
	},
};
