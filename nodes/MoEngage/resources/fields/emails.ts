import { z } from 'zod';

import { complain, show } from './readFields';

const emailSchema = z.string().email();

export const isEmail = (value: unknown): value is string => emailSchema.safeParse(value).success;

export const readEmail = (value: unknown, context: z.RefinementCtx): string => {
	const address = typeof value === 'string' ? value.trim() : value;
	if (isEmail(address)) return address;
	const isEmpty = value === undefined || value === null || address === '';
	return complain(
		context,
		isEmpty ? `is empty (${show(value)})` : `is ${show(value)}, which is no email address`,
		'Give one address such as nathan@example.com, without a name or brackets.',
	);
};
