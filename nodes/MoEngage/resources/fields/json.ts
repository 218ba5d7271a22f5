import { complain, show } from './readFields';

/** Takes an object or a list from an expression as it is, and text as JSON. */
export const readJson = (value: unknown, example: string): unknown => {
	if (typeof value !== 'string') return value;
	try {
		const parsed: unknown = JSON.parse(value);
		return parsed;
	} catch {
		return complain(`is not valid JSON: ${show(value)}`, `Write it like ${example}`);
	}
};
