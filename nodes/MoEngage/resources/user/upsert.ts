import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { readUserAttributes, userAttributeProperties } from '../fields/attributes';
import { checkAttributeName } from '../fields/attributeValues';
import { createAdditionalFields, createClientIp, createCustomerId } from '../fields/properties';
import { collection, readParameters } from '../fields/reader';
import { optionalBoolean, optionalClientIp, readCustomerId, readNames } from '../fields/scalars';
import { show } from '../fields/text';
import {
	InvalidInput,
	type ItemParameters,
	type ItemRecord,
	type ItemRequest,
	type Operation,
} from '../operation';
import { createAttributeChecks } from '../userLimits';
import { arrayChanges, type ArrayChanges } from './arrayChanges';

const properties: INodeProperties[] = [
	createCustomerId(
		'The ID of the user in your own systems. MoEngage updates the user who has this ID, or creates one if there is none.',
	),
	...userAttributeProperties,
	...arrayChanges.properties,
	{
		displayName: 'Remove Attributes',
		name: 'unsetAttributes',
		type: 'string',
		default: '',
		placeholder: 'e.g. plan, trial_end',
		description:
			'Names of the attributes to remove from the user, separated by commas. An attribute that you also set is removed. MoEngage has to enable this for your workspace.',
	},
	createAdditionalFields([
		createClientIp('user'),
		{
			displayName: 'Update Existing Only',
			name: 'updateExistingOnly',
			type: 'boolean',
			default: true,
			description: 'Whether to skip users that MoEngage does not know instead of creating them',
		},
	]),
];

const readUnsetAttributes = (value: unknown): string[] => {
	const names = readNames(value);
	for (const name of names) checkAttributeName(name, 'user');
	return names;
};

const schema = {
	customerId: readCustomerId,
	attributesMode: readUserAttributes,
	arrayChanges: arrayChanges.read,
	unsetAttributes: readUnsetAttributes,
	additionalFields: collection({
		clientIp: optionalClientIp,
		updateExistingOnly: optionalBoolean,
	}),
};

/** MoEngage does not take an attribute that is set and changed in one request. */
const checkSetAndChanged = (attributes: object, changes: ArrayChanges): void => {
	const names = [changes, ...Object.values(changes)].flatMap(Object.keys);
	for (const name of names) {
		if (!Object.hasOwn(attributes, name)) continue;
		throw new InvalidInput(
			`'Add or Remove List Values' has ${show(name)}, which is also set as an attribute`,
			'Set the whole list, or add and remove values, but not both for the same item.',
		);
	}
};

/** Reads a user, who is the body of a request (track user) or an entry of one (bulk import). */
const readUser = (
	parameters: ItemParameters,
	createRecord: (user: IDataObject) => Pick<ItemRecord, 'body' | 'entry'>,
): ItemRequest => {
	const { additionalFields, ...input } = readParameters(schema, parameters);
	const { attributesMode: attributes, arrayChanges: changes, unsetAttributes } = input;
	checkSetAndChanged(attributes, changes);
	const unset = unsetAttributes.map((name) => ({ type: 'equals', attr: name }));
	const user = {
		type: 'customer',
		customer_id: input.customerId,
		update_existing_only: additionalFields.updateExistingOnly,
		attributes: { ...attributes, ...changes },
		unset_attributes: unset.length === 0 ? undefined : unset,
	};
	const changed = [attributes, ...Object.values(changes)].flatMap(Object.keys);
	return {
		records: [
			{
				...createRecord(user),
				orderingKeys: [`customer ${input.customerId}`],
				targets: [...changed, ...unsetAttributes],
				headers: additionalFields.clientIp,
			},
		],
		identifiers: { customer_id: input.customerId },
	};
};

export const upsert: Operation = {
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update user',
	description: 'Create a new user, or update the current one if it already exists (upsert)',
	endpoint: endpoints.trackUser,
	properties,
	createChecks: createAttributeChecks,
	read: (parameters) => readUser(parameters, (body) => ({ body })),
};

export const bulkUpsert: Operation = {
	name: 'Create or Update in Bulk',
	shortName: 'Upsert in Bulk',
	value: 'bulkUpsert',
	action: 'Create or update users in bulk',
	description: 'Create or update many users with a few requests',
	endpoint: endpoints.bulkImportUsers,
	properties,
	createChecks: createAttributeChecks,
	read: (parameters) => readUser(parameters, (entry) => ({ body: { type: 'transition' }, entry })),
};
