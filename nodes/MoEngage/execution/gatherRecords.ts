import type { DeliveryRecord } from '../delivery/records';
import type { Ask, Operation } from '../resources/operation';

/**
 * Gathers the records of all items, each key once. The items let go of them, so that what has been
 * sent can be forgotten.
 */
export const gatherRecords = (
	{ keeps = 'first' }: Operation,
	asks: ReadonlyMap<number, Ask>,
): DeliveryRecord[] => {
	const records: DeliveryRecord[] = [];
	const byKey = new Map<string, DeliveryRecord>();
	for (const [index, ask] of asks) {
		for (const { key, ...rest } of ask.records.splice(0)) {
			const identity = key === undefined ? undefined : JSON.stringify([key, rest.body]);
			const known = identity === undefined ? undefined : byKey.get(identity);
			if (known !== undefined) {
				if (known.owners.at(-1) !== index) known.owners.push(index);
				if (keeps === 'last') known.entry = rest.entry;
				continue;
			}
			const record = { ...rest, owners: [index] };
			records.push(record);
			if (identity !== undefined) byKey.set(identity, record);
		}
	}
	return records;
};
