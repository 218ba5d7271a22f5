import { groupDigits } from '../../api/numbers';
import { show } from './readFields';

/** MoEngage cuts longer names. */
const MAX_NAME_LENGTH = 200;

const RESERVED = new Set([
	'id',
	'_id',
	'(empty)',
	'status',
	'user_id',
	'source',
	'INSTALL',
	'UPDATE',
	'MOE_GAID',
	'MOE_ISLAT',
	'MOE_TIME_FORMAT',
	'MOE_TIME_TIMEZONE',
]);

const RESERVED_PREFIX = 'user_attribute_';

/** MoEngage may block a workspace that invents names with this prefix. */
const OWN_PREFIX = 'moe_';

/** Flags of MoEngage's own that can be written. */
const WRITABLE = new Set([
	'moe_unsubscribe',
	'moe_hard_bounce',
	'moe_spam',
	'moe_sms_subscription',
	'moe_wa_subscription',
]);

const beginsWith = (name: string, prefix: string): boolean =>
	name.slice(0, prefix.length).toLowerCase() === prefix;

/** Whether MoEngage keeps an attribute's name for itself. */
export const isReservedName = (name: string): boolean =>
	RESERVED.has(name) ||
	beginsWith(name, RESERVED_PREFIX) ||
	(beginsWith(name, OWN_PREFIX) && !WRITABLE.has(name));

/** What a message says of something that cannot be sent, after the parameter's label, and its cure. */
export type Fault = readonly [what: string, hint: string];

/** Why MoEngage does not take an attribute of this name, or undefined. */
export const findNameFault = (name: string): Fault | undefined => {
	if (isReservedName(name)) {
		return [
			`has an attribute named ${show(name)}, which MoEngage reserves for its own use`,
			`Give the attribute another name. Names that begin with ${OWN_PREFIX} and these are not allowed: ${[...RESERVED].join(', ')}.`,
		];
	}
	if (name.length > MAX_NAME_LENGTH) {
		return [
			`has an attribute whose name is ${groupDigits(name.length)} characters long: ${show(name)}`,
			`Shorten the name to ${MAX_NAME_LENGTH} characters.`,
		];
	}
	return undefined;
};
