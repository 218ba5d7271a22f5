import type { GenericValue, IDataObject } from 'n8n-workflow';

export const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** How many levels of an answer are read. MoEngage's have a few, and n8n cannot store far more. */
export const MAX_LEVELS = 20;

const TOO_DEEP = `(left out: nested deeper than ${MAX_LEVELS} levels)`;

const cutDepth = (value: GenericValue, levels: number): GenericValue => {
	if (typeof value !== 'object' || value === null) return value;
	if (levels === 0) return TOO_DEEP;
	if (Array.isArray(value)) return value.map((entry: GenericValue) => cutDepth(entry, levels - 1));
	return cutObject(value, levels);
};

const cutObject = (object: object, levels: number): IDataObject => {
	const entries: Array<[string, GenericValue]> = Object.entries(object);
	return Object.fromEntries(entries.map(([name, value]) => [name, cutDepth(value, levels - 1)]));
};

/** Reads the first `MAX_LEVELS` levels of a JSON object; anything else is undefined. */
export const parseObject = (text: string): IDataObject | undefined => {
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? cutObject(value, MAX_LEVELS) : undefined;
	} catch {
		return undefined;
	}
};
