import { readFields } from '../fields/reader';
import { readCustomerId } from '../fields/scalars';
import { show } from '../fields/text';
import { InvalidInput, type Handler } from '../operation';
import { refuseEntangledMerges } from './conflictingMerges';
import { merge } from './merge';

const schema = { mergedCustomerId: readCustomerId, retainedCustomerId: readCustomerId };

export const mergeReading: Handler = {
	refuse: refuseEntangledMerges,
	read: (parameters) => {
		const { mergedCustomerId: merged, retainedCustomerId: retained } = readFields(
			schema,
			parameters,
			merge.properties,
		);
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
