import { complain, refuse, show } from './readFields';

/** Takes an object or a list from an expression as it is, and text as JSON. */
export const readJson = (value: unknown, example: string): unknown => {
	if (typeof value !== 'string') return value;
	const cure = `Write it like ${example}`;
	if (value.trim() === '') return refuse(value, '', cure);
	try {
		const parsed: unknown = JSON.parse(value);
		return parsed;
	} catch {
		return complain(`is not valid JSON: ${show(value)}`, cure);
	}
};
