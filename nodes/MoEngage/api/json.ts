import type { GenericValue, IDataObject } from 'n8n-workflow';

export const isObject = (value: unknown): value is object =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** MoEngage's answers are a few levels deep. What is nested far deeper, n8n cannot store. */
export const MAX_LEVELS = 20;

const TOO_DEEP = `(left out: nested deeper than ${MAX_LEVELS} levels)`;

const cutDepth = (value: unknown, levels: number): GenericValue => {
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
		return value;
	}
	if (typeof value !== 'object' || value === null) return null;
	if (levels === 0) return TOO_DEEP;
	if (Array.isArray(value)) return value.map((entry: unknown) => cutDepth(entry, levels - 1));
	return cutObject(value, levels);
};

const cutObject = (value: object, levels: number): IDataObject =>
	Object.fromEntries(
		Object.entries(value).map(([name, entry]: [string, unknown]) => [
			name,
			cutDepth(entry, levels - 1),
		]),
	);

/** Reads the first `MAX_LEVELS` levels of a JSON object; anything else is undefined. */
export const parseObject = (text: string): IDataObject | undefined => {
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? cutObject(value, MAX_LEVELS) : undefined;
	} catch {
		return undefined;
	}
};
