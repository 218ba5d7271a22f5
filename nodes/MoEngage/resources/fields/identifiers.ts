import type { z } from 'zod';

import { complain, field, optional, show } from './readFields';

/** Customer IDs that MoEngage keeps for itself; tracking one of them would merge strangers. */
const RESERVED_CUSTOMER_IDS = new Set([
	'unknown',
	'guest',
	'null',
	'0',
	'1',
	'true',
	'false',
	'user_attribute_unique_id',
	'na',
	'n/a',
	'dummy_seller_code',
	'user_id',
	'id',
	'customer_id',
	'uid',
	'userid',
	'none',
	'-2',
	'-1',
	'2',
]);

/** Text, or a number as CRMs send it; trimmed and never empty. */
export const readIdentifier = (value: unknown, context: z.RefinementCtx): string => {
	if (typeof value === 'string' && value.trim() !== '') return value.trim();
	if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
		return complain(
			context,
			`is ${show(value)}, a number too large to keep all its digits`,
			'Let the step before this one give it as text.',
		);
	}
	if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) {
		return String(value);
	}
	const isEmpty = value === undefined || value === null || typeof value === 'string';
	return complain(
		context,
		isEmpty ? `is empty (${show(value)})` : `is ${show(value)}, which is no identifier`,
		'Map a field that holds text or a number for every item, or filter out the items without one.',
	);
};

export const readCustomerId = (value: unknown, context: z.RefinementCtx): string => {
	const identifier = readIdentifier(value, context);
	if (!RESERVED_CUSTOMER_IDS.has(String(identifier).toLowerCase())) return identifier;
	return complain(
		context,
		`is ${show(value)}, which MoEngage reserves`,
		`Map the field that holds the customer's own ID. Not allowed are: ${[...RESERVED_CUSTOMER_IDS].join(', ')}.`,
	);
};

export const identifier = field(readIdentifier);

export const customerId = field(readCustomerId);

/** Text that may be left out; a number becomes text. */
export const optionalText = optional(readIdentifier);
