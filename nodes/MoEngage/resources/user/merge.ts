import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { groupDigits } from '../../api/numbers';
import { createNotice } from '../fields/properties';
import { readParameters } from '../fields/reader';
import { readCustomerId } from '../fields/scalars';
import { show } from '../fields/text';
import { InvalidInput, type CrossItemCheck, type Operation } from '../operation';

const properties: INodeProperties[] = [
	createNotice(
		'mergeNotice',
		'For each item, MoEngage moves the attributes and the events of the last 30 days from the merged user to the retained user and deletes the merged user. This cannot be undone.',
	),
	{
		displayName: 'Merged Customer ID',
		name: 'mergedCustomerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213',
		description:
			'The customer ID of the user to merge into the other user. This user is deleted afterward.',
		hint: 'This user is deleted',
	},
	{
		displayName: 'Retained Customer ID',
		name: 'retainedCustomerId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 51907',
		hint: 'This user stays',
		description: 'The customer ID of the user to keep',
	},
];

const schema = { mergedCustomerId: readCustomerId, retainedCustomerId: readCustomerId };

const MERGED = 'Merged Customer ID';
const RETAINED = 'Retained Customer ID';

const toChain = (label: string, customerId: unknown, otherLabel: string): InvalidInput =>
	new InvalidInput(
		`'${label}' is ${show(customerId)}, which is the '${otherLabel}' of another item in this run`,
		'MoEngage does not follow a chain of merges within a run. Merge all users into the last user of the chain, or run the merges 30 minutes apart.',
	);

/**
 * Finds the items of a user who would be merged into two users, or both merged and retained: what MoEngage
 * makes of them is not certain, and merging cannot be undone.
 */
const createConflictCheck = (): CrossItemCheck => {
	const pairs = new Map<number, IDataObject>();
	const mergedInto = new Map<unknown, Set<unknown>>();
	const allRetained = new Set<unknown>();

	const findConflict = ({ merged_user: merged, retained_user: retained }: IDataObject) => {
		const count = mergedInto.get(merged)?.size ?? 0;
		if (count > 1) {
			return new InvalidInput(
				`'Merged Customer ID' is ${show(merged)}, which items of this run merge into ${groupDigits(count)} different users`,
				'A user can be merged into one user only. Keep one of these items.',
			);
		}
		if (allRetained.has(merged)) return toChain(MERGED, merged, RETAINED);
		return mergedInto.has(retained) ? toChain(RETAINED, retained, MERGED) : undefined;
	};

	/** One at a time, since there may be as many as items. */
	function* listConflicts() {
		for (const [index, pair] of pairs) {
			const conflict = findConflict(pair);
			if (conflict !== undefined) yield [index, conflict] as const;
		}
	}

	return {
		add(index, { identifiers }) {
			const { merged_user: merged, retained_user: retained } = identifiers;
			pairs.set(index, identifiers);
			mergedInto.set(merged, (mergedInto.get(merged) ?? new Set()).add(retained));
			allRetained.add(retained);
		},
		conclude: () => ({ invalid: listConflicts() }),
	};
};

export const merge: Operation = {
	name: 'Merge',
	value: 'merge',
	action: 'Merge users',
	description:
		'Merge one user into another. Not available in workspaces that have Identity Resolution.',
	endpoint: endpoints.mergeUsers,
	properties,
	createChecks: () => [createConflictCheck()],
	read: (parameters) => {
		const input = readParameters(schema, parameters);
		const { mergedCustomerId: merged, retainedCustomerId: retained } = input;
		if (merged === retained) {
			throw new InvalidInput(
				`'Retained Customer ID' is ${show(retained)}, which is also the 'Merged Customer ID'`,
				'Enter the IDs of two different users, or filter out items where both are the same.',
			);
		}
		const pair = { merged_user: merged, retained_user: retained };
		const orderingKeys = [`customer ${merged}`, `customer ${retained}`];
		return {
			records: [{ key: JSON.stringify(pair), orderingKeys, body: {}, entry: pair }],
			identifiers: pair,
		};
	},
};
