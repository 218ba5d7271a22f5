import { toRefusal, type Refusal } from '../refusals';

const maxNameLength = 200;
const maxTextLength = 512;
const maxListLength = 50;

export const forbiddenNames: ReadonlySet<string> = new Set([
	...['', 'id', '_id', '(empty)', 'status', 'user_id', 'source', 'INSTALL', 'UPDATE'],
	...['MOE_GAID', 'MOE_ISLAT', 'MOE_TIME_FORMAT', 'MOE_TIME_TIMEZONE'],
]);

/** MoEngage's own flags, which clients may set although names with its prefix are its own. */
const ownFlags: ReadonlySet<string> = new Set([
	'moe_unsubscribe',
	'moe_hard_bounce',
	'moe_spam',
	'moe_sms_subscription',
	'moe_wa_subscription',
]);

const isForbidden = (name: string): boolean =>
	forbiddenNames.has(name) ||
	name.startsWith('USER_ATTRIBUTE_') ||
	(name.startsWith('moe_') && !ownFlags.has(name));

const isScalar = (value: unknown): boolean =>
	typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const isObject = (value: unknown): boolean =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const findListFault = (list: readonly unknown[], allowsObjects: boolean): string | undefined => {
	if (list.length > maxListLength) return `has more than ${maxListLength} elements`;
	if (new Set(list.map((element) => typeof element)).size > 1) return 'mixes types';
	return list.every((element) => isScalar(element) || (allowsObjects && isObject(element)))
		? undefined
		: 'is a list of something else than text, numbers or booleans';
};

const findFault = (name: string, value: unknown, allowsObjects: boolean): string | undefined => {
	if (isForbidden(name)) return 'is a reserved name';
	if (Array.isArray(value)) return findListFault(value, allowsObjects);
	if (isScalar(value)) return undefined;
	if (isObject(value) && (allowsObjects || name === 'geo')) return undefined;
	return `has a value of an unsupported type (${value === null ? 'null' : typeof value})`;
};

/**
 * Why the attributes of a user or an event are refused.
 * @param allowsObjects - whether MoEngage's support has enabled objects for the workspace
 */
export const checkAttributes = (
	attributes: Record<string, unknown>,
	allowsObjects: boolean,
): Refusal | undefined => {
	for (const [name, value] of Object.entries(attributes)) {
		const fault = findFault(name, value, allowsObjects);
		if (fault !== undefined) {
			return toRefusal(400, 'invalid', `'${name}' ${fault}`, name);
		}
	}
	return undefined;
};

const cutText = (value: unknown): unknown =>
	typeof value === 'string' ? value.slice(0, maxTextLength) : value;

/** The attributes as MoEngage stores them, and the names of those of which it cut something off. */
export const cutAttributes = (
	attributes: Record<string, unknown>,
): { kept: Record<string, unknown>; cut: string[] } => {
	const cut: string[] = [];
	const kept = Object.entries(attributes).map(([name, value]): [string, unknown] => {
		const short = Array.isArray(value) ? value.map(cutText) : cutText(value);
		if (name.length > maxNameLength || JSON.stringify(short) !== JSON.stringify(value)) {
			cut.push(name);
		}
		return [name.slice(0, maxNameLength), short];
	});
	return { kept: Object.fromEntries(kept), cut };
};
