import type { IDataObject } from 'n8n-workflow';

import { checkUserLimits } from '../userLimits';
import { checkAttributeName } from '../fields/attributeValues';
import { readUserAttributes, toNotSentHints } from '../fields/attributes';
import { collection, readFields } from '../fields/reader';
import { optionalBoolean, optionalIpAddresses, readCustomerId, readNames } from '../fields/scalars';
import { show } from '../fields/text';
import {
	InvalidInput,
	type ItemRequest,
	type ItemRecord,
	type ItemParameters,
	type Handler,
} from '../operation';
import { readArrayChanges, composeArrayChanges, type ArrayChanges } from './arrayChanges';
import { userFields } from './userFields';

const readUnsetAttributes = (value: unknown): string[] => {
	const names = readNames(value);
	for (const name of names) checkAttributeName(name);
	return names;
};

const schema = {
	customerId: readCustomerId,
	arrayChanges: readArrayChanges,
	unsetAttributes: readUnsetAttributes,
	additionalFields: collection({
		clientIp: optionalIpAddresses,
		updateExistingOnly: optionalBoolean,
	}),
};

/** MoEngage does not take an attribute that is set and changed in one request. */
const refuseSetAndChanged = (attributes: object, { add, remove }: ArrayChanges): void => {
	for (const name of [...Object.keys(add), ...Object.keys(remove)]) {
		if (!Object.hasOwn(attributes, name)) continue;
		throw new InvalidInput(
			`'Array Changes' has ${show(name)}, which is also set as an attribute`,
			'Set the whole list, or add and remove values, but not both for the same item.',
		);
	}
};

/** What an item says of a user. */
interface UserRequest extends Omit<ItemRequest, 'records'> {
	/** The body of track user, which is also an element of bulk import. */
	entry: IDataObject;
	/** What its record has in both cases. */
	shared: Pick<ItemRecord, 'orderingKeys' | 'headers'>;
}

/**
 * Reads a user, for track user and bulk import.
 * @throws InvalidInput
 */
const readUserElement = (parameters: ItemParameters): UserRequest => {
	const input = readFields(schema, parameters, userFields);
	const { clientIp, updateExistingOnly } = input.additionalFields;
	const { attributes, notSent } = readUserAttributes(undefined, parameters);
	refuseSetAndChanged(attributes, input.arrayChanges);
	const unset = input.unsetAttributes.map((name) => ({ type: 'equals', attr: name }));
	return {
		entry: {
			type: 'customer',
			customer_id: input.customerId,
			update_existing_only: updateExistingOnly,
			attributes: { ...attributes, ...composeArrayChanges(input.arrayChanges) },
			...(unset.length === 0 ? {} : { unset_attributes: unset }),
		},
		shared: {
			orderingKeys: [`customer ${input.customerId}`],
			...(clientIp === undefined ? {} : { headers: { 'X-Forwarded-For': clientIp } }),
		},
		identifiers: { customer_id: input.customerId },
		notSent,
	};
};

/** What both operations do with all items. */
const reviews = { refuse: checkUserLimits, hintsOf: toNotSentHints };

export const upsertReading: Handler = {
	...reviews,
	read: (parameters) => {
		const { entry, shared, ...ask } = readUserElement(parameters);
		return { ...ask, records: [{ ...shared, body: entry }] };
	},
};

export const bulkUpsertReading: Handler = {
	...reviews,
	read: (parameters) => {
		const { entry, shared, ...ask } = readUserElement(parameters);
		return { ...ask, records: [{ ...shared, body: { type: 'transition' }, entry }] };
	},
};
