import { stripInvisible } from './invisible';
import { optional, refuse } from './readFields';

const SPELLINGS = new Map<unknown, boolean>([
	[true, true],
	[1, true],
	['1', true],
	['true', true],
	['yes', true],
	['subscribed', true],
	[false, false],
	[0, false],
	['0', false],
	['false', false],
	['no', false],
	['unsubscribed', false],
]);

/** Longer text cannot be one of the spellings, so it is not even looked at. */
const MAX_LENGTH = 100;

/** The boolean that a value spells, or undefined. */
export const findBoolean = (value: unknown): boolean | undefined => {
	if (typeof value !== 'string') return SPELLINGS.get(value);
	if (value.length > MAX_LENGTH) return undefined;
	return SPELLINGS.get(stripInvisible(value).toLowerCase());
};

export const BOOLEAN_CURE =
	'Allowed values are true, false, 1, 0, "true", "false", "yes", "no", "subscribed", and "unsubscribed".';

/** A boolean in one of the spellings that CRMs and forms use. */
export const readBoolean = (value: unknown): boolean =>
	findBoolean(value) ?? refuse(value, 'which is neither true nor false', BOOLEAN_CURE);

export const optionalBoolean = optional(readBoolean);
