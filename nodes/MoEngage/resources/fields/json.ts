import type { z } from 'zod';

import { complain, refuse, show } from './readFields';

export const isObject = (value: unknown): value is object =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Takes an object or a list from an expression as it is, and text as JSON. */
export const readJson = (value: unknown, context: z.RefinementCtx, example: string): unknown => {
	if (typeof value !== 'string') return value;
	const cure = `Write it like ${example}`;
	if (value.trim() === '') return refuse(context, value, '', cure);
	try {
		const parsed: unknown = JSON.parse(value);
		return parsed;
	} catch {
		return complain(context, `is not valid JSON: ${show(value)}`, cure);
	}
};
