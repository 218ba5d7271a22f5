import type { z } from 'zod';

import { complain, field, optional, show } from './readFields';

const SPELLINGS = new Map<unknown, boolean>([
	[true, true],
	[1, true],
	['true', true],
	['yes', true],
	['subscribed', true],
	[false, false],
	[0, false],
	['false', false],
	['no', false],
	['unsubscribed', false],
]);

/** The boolean that a value spells, or undefined. */
export const findBoolean = (value: unknown): boolean | undefined =>
	SPELLINGS.get(typeof value === 'string' ? value.trim().toLowerCase() : value);

export const BOOLEAN_CURE =
	'Allowed are true, false, 1, 0, "true", "false", "yes", "no", "subscribed" and "unsubscribed".';

/** A boolean in one of the spellings that CRMs and forms use. */
export const readBoolean = (value: unknown, context: z.RefinementCtx): boolean =>
	findBoolean(value) ??
	complain(context, `is ${show(value)}, which is neither true nor false`, BOOLEAN_CURE);

export const boolean = field(readBoolean);

export const optionalBoolean = optional(readBoolean);
