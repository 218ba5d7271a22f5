import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { isObject } from '../../api/json';
import { createCustomerIdType, createUserIdentifier } from '../fields/identifiers';
import { collection, readParameters } from '../fields/reader';
import { optionalBoolean, readNames } from '../fields/scalars';
import { show } from '../fields/text';
import type { Operation } from '../operation';

/** Which user is meant, also for delete user. */
export const userIdentifier = createUserIdentifier({
	description: 'The customer ID or MoEngage ID of the user',
	defaultType: 'customer_id',
	types: [
		createCustomerIdType('customer_id'),
		{
			name: 'MoEngage ID',
			value: 'moengage_id',
			description: "MoEngage's own ID of the user",
			placeholder: 'e.g. 68f0a7c1d114b7a8',
		},
	],
});

const fieldsOption: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'string',
	default: '',
	placeholder: 'e.g. email, first_name',
	description:
		'Names of the attributes to return, separated by commas. Leave it empty to return all attributes. The IDs of the user are always returned.',
};

const properties: INodeProperties[] = [
	...userIdentifier.properties,
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
];

const schema = {
	userIdentifierType: userIdentifier.read,
	simplify: optionalBoolean,
	options: collection({ fields: readNames }),
};

/** The answer has the users in any order, and these tell which is which. */
const ID_FIELDS = ['customer_id', 'id'];

const TYPE_NAMES = { customer_id: 'customer ID', moengage_id: 'MoEngage ID' };

const id = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);

/** The attributes that have an ID of the user, since MoEngage's pages name them differently. */
const idsSchema = z.object({ customer_id: id, uid: id, id, moengage_id: id, _id: id });

const toAttributes = (user: unknown): IDataObject => {
	const attributes = isObject(user) ? user.user_attributes : undefined;
	return isObject(attributes) ? attributes : {};
};

const toUser = (user: unknown) => {
	const attributes = toAttributes(user);
	return { attributes, ids: idsSchema.parse(attributes) };
};

const usersSchema = z.object({
	data: z.object({
		users: z.array(z.unknown().transform(toUser)),
		users_not_found: z.array(z.object({ identifier: id }).catch({})).catch([]),
	}),
});

const readUsers = (answer: IDataObject) =>
	usersSchema.safeParse(answer).data?.data ?? { users: [], users_not_found: [] };

/** An answer has up to 20 users and several megabytes, so it is read once, not once for each of them. */
const answersRead = new WeakMap<IDataObject, ReturnType<typeof readUsers>>();

/** Where MoEngage usually has the identifier of each type. */
const USUAL_NAMES = { customer_id: 'customer_id', moengage_id: 'id' } as const;

/**
 * The user among those that get users answered with, whatever their order; nothing if not found. The
 * only user of an answer may be without any ID: that user was found unless the answer says otherwise.
 */
const toOwnUser = (
	answer: IDataObject,
	{ type, value }: ReturnType<typeof userIdentifier.read>,
) => {
	const answerRead = answersRead.get(answer) ?? readUsers(answer);
	answersRead.set(answer, answerRead);
	const { users, users_not_found: missing } = answerRead;
	const [only, ...others] = users;
	const isOnly =
		others.length === 0 && Object.values(only?.ids ?? {}).every((one) => one === undefined);
	const isMissing = missing.some(({ identifier }) => identifier === value);
	const name = USUAL_NAMES[type];
	const user =
		users.find(({ ids }) => ids[name] === value) ??
		// An ID that stands elsewhere is the one that was asked for only if the usual place is empty.
		users.find(({ ids }) => ids[name] === undefined && Object.values(ids).includes(value));
	const found = user ?? (isOnly && !isMissing ? only : undefined);
	return found && { user_attributes: found.attributes };
};

export const get: Operation = {
	name: 'Get',
	value: 'get',
	action: 'Get user',
	description:
		'Get the attributes of a user. MoEngage support has to enable this for your workspace.',
	endpoint: endpoints.getUsers,
	isRead: true,
	properties,
	options: [fieldsOption],
	read: (parameters) => {
		const input = readParameters(schema, parameters);
		const { userIdentifierType: user, simplify = true } = input;
		const { fields } = input.options;
		const exported = [...new Set([...fields, ...ID_FIELDS])];
		const body = fields.length === 0 ? {} : { data: { user_fields_to_export: exported } };
		const entry = { identifier_type: user.type, identifier: user.value };
		const responsePart = {
			pick: (answer: IDataObject) => toOwnUser(answer, user),
			missing: {
				message: `MoEngage has no user with the ${TYPE_NAMES[user.type]} ${show(user.value)}`,
				description:
					"Check that 'User Identifier Value' is correct and that 'User Identifier Type' matches it. A new user can take a few minutes to appear.",
			},
		};
		return {
			records: [{ key: user.key, orderingKeys: [], body, entry, responsePart }],
			identifiers: entry,
			split: (ownUser) => [simplify ? toAttributes(ownUser) : ownUser],
		};
	},
};
