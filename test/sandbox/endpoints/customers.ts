import { z } from 'zod';

import { findOrAddUser } from '../knownUsers';
import { describeInvalid, sayingOfOthers, toRefusal, type Refusal } from '../refusals';
import { addNote, type StoredUser } from '../state';
import { checkAttributes, creationOnlyNames, cutAttributes } from './attributes';
import { customerIdSchema } from './customerId';
import { createElementEndpoint, noteViolation, type ElementKind } from './element';

const listsSchema = z.record(z.array(z.unknown())).optional();

const attributesSchema = z
	.object({
		platforms: z
			.array(
				z
					.object({
						platform: z.enum(['ANDROID', 'iOS', 'web']),
						active: z.enum(['true', 'false']),
					})
					.strict(),
			)
			.optional(),
		addValueToArrayField: listsSchema,
		removeValueFromArrayField: listsSchema,
	})
	.catchall(z.unknown());

const unsetSchema = z
	.object({
		type: z.enum(['equals', 'prefix', 'suffix', 'contains']),
		attr: z.string().min(1, "'attr' cannot be empty"),
		case_sensitive: z.boolean().default(true),
	})
	.strict();

const customerSchema = z
	.object({
		type: z.literal('customer', sayingOfOthers("'type' should be customer")),
		customer_id: customerIdSchema,
		update_existing_only: z.boolean().optional(),
		attributes: attributesSchema.default({}),
		unset_attributes: z.array(unsetSchema).default([]),
	})
	.strict();

type Lists = Record<string, unknown[]>;
type Unset = z.output<typeof unsetSchema>;

/** An attribute may be set, or get values, or lose values, but only one of these in a request. */
const checkListChanges = (
	set: Record<string, unknown>,
	added: Lists,
	removed: Lists,
): Refusal | undefined => {
	const names = [...Object.keys(set), ...Object.keys(added), ...Object.keys(removed)];
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice === undefined) return undefined;
	return toRefusal(
		400,
		'arrayField',
		`'${twice}' cannot be changed in two ways in the same request`,
		twice,
	);
};

const changeLists = (user: StoredUser, added: Lists, removed: Lists): void => {
	const read = (name: string): unknown[] => {
		const value = user.attributes[name];
		return Array.isArray(value) ? value : [];
	};
	for (const [name, values] of Object.entries(added)) {
		user.attributes[name] = [...new Set([...read(name), ...values])];
	}
	for (const [name, values] of Object.entries(removed)) {
		user.attributes[name] = read(name).filter((value) => !values.includes(value));
	}
};

const isUnset = (name: string, { type, attr, case_sensitive: isExact }: Unset): boolean => {
	const [text, wanted] = isExact ? [name, attr] : [name.toLowerCase(), attr.toLowerCase()];
	switch (type) {
		case 'equals':
			return text === wanted;
		case 'prefix':
			return text.startsWith(wanted);
		case 'suffix':
			return text.endsWith(wanted);
		case 'contains':
			return text.includes(wanted);
	}
};

/** A user, as `trackUser` and bulk imports take it. */
export const customerElement: ElementKind = {
	unit: 'users',
	count: () => 1,
	receive: (call, endpoint, element) => {
		const read = customerSchema.safeParse(element);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const {
			addValueToArrayField: added = {},
			removeValueFromArrayField: removed = {},
			platforms,
			...set
		} = read.data.attributes;
		const refusal =
			checkAttributes('user', set) ??
			checkAttributes('user', added) ??
			checkAttributes('user', removed) ??
			checkListChanges(set, added, removed);
		if (refusal) return { refusal };

		const { customer_id: customerId, unset_attributes: unset } = read.data;
		if (read.data.update_existing_only && !call.state.users.has(customerId)) return { records: 0 };
		const { kept, cut } = cutAttributes(set);
		if (cut.length > 0) noteViolation(call, endpoint, `cut: ${cut.join(', ')}`, element);
		const late = call.state.users.has(customerId)
			? Object.keys(kept).filter((name) => creationOnlyNames.has(name))
			: [];
		for (const attribute of late) {
			delete kept[attribute];
			addNote(call.state.dropped, { customerId, attribute, reason: 'creation' });
		}

		const user = findOrAddUser(call.state, customerId);
		Object.assign(user.attributes, kept, platforms ? { platforms } : {});
		changeLists(user, added, removed);
		for (const name of Object.keys(user.attributes)) {
			if (unset.some((rule) => isUnset(name, rule))) delete user.attributes[name];
		}
		return { records: 1 };
	},
};

export const trackUser = createElementEndpoint(customerElement, {
	name: 'trackUser',
	path: '/v1/customer/{workspaceId}',
	query: { required: ['app_id'], optional: ['project_code'] },
});
