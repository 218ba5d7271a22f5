import type { z } from 'zod';

import { complain, show } from './readFields';

/** Takes an object or a list from an expression as it is, and text as JSON. */
export const readJson = (value: unknown, context: z.RefinementCtx, example: string): unknown => {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value);
	} catch {
		return complain(context, `is no valid JSON: ${show(value)}`, `Write it like ${example}`);
	}
};
