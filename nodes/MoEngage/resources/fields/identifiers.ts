import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { ItemParameters } from '../operation';
import { readParameter, type Reader } from './reader';
import { choice, readCustomerId, readIdentifier } from './scalars';

/** A kind of identifier, as the form offers it. */
export interface IdentifierType<Type extends string = string> extends INodePropertyOptions {
	value: Type;
	placeholder: string;
	/** If absent, any text is read. */
	read?: Reader<string>;
	/** Whether it is the same in any case, as email addresses are. */
	ignoresCase?: boolean;
}

/**
 * The fields for an identifier of one of several types. The value is there once for each type, since a
 * field has one placeholder only. Exactly one is shown: that of the default also where an expression gives
 * the type.
 */
export const createIdentifierFields = (
	typeTexts: Pick<INodeProperties, 'displayName' | 'name' | 'default' | 'description'>,
	valueTexts: Pick<INodeProperties, 'displayName' | 'name' | 'required' | 'description'>,
	types: readonly IdentifierType[],
) => {
	const typeProperty: INodeProperties = {
		...typeTexts,
		type: 'options',
		options: types.map(({ name, value, description }) => ({ name, value, description })),
	};
	const valueProperties = types.map(({ value: type, placeholder }): INodeProperties => {
		const others = types.map(({ value }) => value).filter((value) => value !== type);
		return {
			...valueTexts,
			type: 'string',
			default: '',
			placeholder,
			displayOptions: {
				hide: { [typeTexts.name]: type === typeTexts.default ? others : [{ _cnd: { not: type } }] },
			},
		};
	});
	return { typeProperty, valueProperties };
};

/** The ID of a user in the user's own systems, which each of MoEngage's endpoints spells differently. */
export const createCustomerIdType = <const Type extends string>(
	value: Type,
): IdentifierType<Type> => ({
	name: 'Customer ID',
	value,
	description: 'The ID of the user in your own systems',
	placeholder: 'e.g. 48213',
	read: readCustomerId,
});

/** What the form says of the identifier. Its names are those of most operations. */
interface IdentifierForm<Type extends string> {
	typeName?: string;
	valueName?: string;
	description: string;
	/** In the order of their names. */
	types: ReadonlyArray<IdentifierType<Type>>;
	defaultType: Type;
}

export const createUserIdentifier = <const Type extends string>({
	typeName = 'userIdentifierType',
	valueName = 'userIdentifierValue',
	description,
	types,
	defaultType,
}: IdentifierForm<Type>) => {
	const { typeProperty, valueProperties } = createIdentifierFields(
		{
			displayName: 'User Identifier Type',
			name: typeName,
			default: defaultType,
			description: 'The type of identifier that you have for the user',
		},
		{ displayName: 'User Identifier Value', name: valueName, required: true, description },
		types,
	);
	const readType = choice(types.map(({ value }) => value));
	const read = (_: unknown, parameters: ItemParameters) => {
		const type = readParameter(typeName, readType, parameters);
		const chosen = types.find((one) => one.value === type);
		const value = readParameter(valueName, chosen?.read ?? readIdentifier, parameters);
		const spelling = chosen?.ignoresCase ? value.toLowerCase() : value;
		// The key is the same for all spellings of the identifier.
		return { type, value, key: `${type} ${spelling}` };
	};
	return { typeProperty, valueProperties, properties: [typeProperty, ...valueProperties], read };
};
