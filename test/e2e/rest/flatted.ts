import { z } from 'zod';

const tableSchema = z.array(z.unknown()).min(1);

/**
 * Reads the form that n8n keeps executions in: a list whose first entry is the value, and where
 * every text within an entry is the index of what stands there.
 */
export const readFlatted = (text: string): unknown => {
	const table = tableSchema.parse(JSON.parse(text));
	const known = new Map<number, unknown>();

	const follow = (value: unknown): unknown =>
		typeof value === 'string' ? readEntry(Number(value)) : value;

	const readEntry = (index: number): unknown => {
		if (known.has(index)) return known.get(index);
		const entry = table[index];
		if (typeof entry !== 'object' || entry === null) return entry;
		if (Array.isArray(entry)) {
			const list: unknown[] = [];
			// Known before it is complete, since executions refer to themselves.
			known.set(index, list);
			for (const value of entry) list.push(follow(value));
			return list;
		}
		const object: Record<string, unknown> = {};
		known.set(index, object);
		for (const [key, value] of Object.entries(entry)) object[key] = follow(value);
		return object;
	};

	return readEntry(0);
};
