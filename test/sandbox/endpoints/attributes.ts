import { z } from 'zod';

import { toRefusal, type Refusal } from '../refusals';

const maxNameLength = 200;
const maxTextLength = 512;
const maxListLength = 50;

/** Names that no attribute of a user may have. */
export const forbiddenNames: ReadonlySet<string> = new Set([
	...['', 'id', '_id', '(empty)', 'status', 'user_id', 'source', 'INSTALL', 'UPDATE'],
	...['MOE_GAID', 'MOE_ISLAT', 'MOE_TIME_FORMAT', 'MOE_TIME_TIMEZONE'],
]);

/** What clients may only set while the user is created. */
export const creationOnlyNames: ReadonlySet<string> = new Set([
	...['moe_gaid', 'moe_mweb', 'u_l_a', 'cr_t'],
	...['publisher_name', 'campaign_name', 'advertising_identifier'],
]);

/** MoEngage's own attributes that clients may set although names with its prefix are its own. */
const writableNames: ReadonlySet<string> = new Set([
	...['moe_unsubscribe', 'moe_hard_bounce', 'moe_spam'],
	...['moe_sms_subscription', 'moe_wa_subscription', 'moe_sub_w'],
	...['moe_email_optin_status', 'moe_em_unsub_categories'],
	...creationOnlyNames,
]);

/** What the name of an event, and of each of its attributes, must not begin with. */
export const ownPrefix = 'moe_';

const isForbidden = {
	user: (name: string): boolean =>
		forbiddenNames.has(name) ||
		name.startsWith('USER_ATTRIBUTE_') ||
		(name.startsWith(ownPrefix) && !writableNames.has(name)),
	event: (name: string): boolean => name === '' || name.startsWith(ownPrefix),
};

const geoSchema = z
	.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) })
	.strict();

const isScalar = (value: unknown): boolean =>
	typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const isObject = (value: unknown): boolean =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const findListFault = (list: readonly unknown[]): string | undefined => {
	if (list.length > maxListLength) return `has more than ${maxListLength} elements`;
	if (new Set(list.map((element) => typeof element)).size > 1) return 'mixes types';
	return list.every((element) => isScalar(element) || isObject(element))
		? undefined
		: 'is a list of something else than text, numbers, booleans or objects';
};

const findValueFault = (value: unknown): string | undefined => {
	if (Array.isArray(value)) return findListFault(value);
	if (typeof value === 'string' && value.length > maxTextLength && /^https?:/.test(value)) {
		return `is a URL of more than ${maxTextLength} characters`;
	}
	if (isScalar(value) || isObject(value)) return undefined;
	return `has a value of an unsupported type (${value === null ? 'null' : typeof value})`;
};

/** Why the attributes of a user or an event are refused. */
export const checkAttributes = (
	of: 'user' | 'event',
	attributes: Record<string, unknown>,
): Refusal | undefined => {
	for (const [name, value] of Object.entries(attributes)) {
		const isPlace = of === 'user' && name === 'geo';
		const valueFault = isPlace
			? geoSchema.safeParse(value).error && 'is not an object with lat and lon'
			: findValueFault(value);
		const fault = isForbidden[of](name) ? 'is a reserved name' : valueFault;
		if (fault !== undefined) return toRefusal(400, 'invalid', `'${name}' ${fault}`, name);
	}
	return undefined;
};

const cutTexts = (value: unknown): unknown => {
	if (typeof value === 'string') return value.slice(0, maxTextLength);
	if (Array.isArray(value)) return value.map(cutTexts);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, cutTexts(held)]));
};

/** The attributes as MoEngage stores them, and the names of those of which it cut something off. */
export const cutAttributes = (
	attributes: Record<string, unknown>,
): { kept: Record<string, unknown>; cut: string[] } => {
	const cut: string[] = [];
	const kept = Object.entries(attributes).map(([name, value]): [string, unknown] => {
		const short = cutTexts(value);
		if (name.length > maxNameLength || JSON.stringify(short) !== JSON.stringify(value)) {
			cut.push(name);
		}
		return [name.slice(0, maxNameLength), short];
	});
	return { kept: Object.fromEntries(kept), cut };
};
