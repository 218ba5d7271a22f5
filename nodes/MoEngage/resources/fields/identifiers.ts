import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { readParameter, type Reader } from './reader';
import { choice } from './scalars';

/**
 * The value of an identifier, once for each type, since a field has one placeholder only. Exactly one is
 * shown: that of the default also where an expression gives the type.
 *
 * @param type The property with the type, which comes before
 * @param placeholders By type
 */
export const createIdentifierValues = (
	property: Pick<INodeProperties, 'displayName' | 'name' | 'required' | 'description'>,
	{ name, default: defaultType }: INodeProperties,
	placeholders: Record<string, string>,
): INodeProperties[] =>
	Object.entries(placeholders).map(([type, placeholder]) => {
		const others = Object.keys(placeholders).filter((other) => other !== type);
		return {
			...property,
			type: 'string',
			default: '',
			placeholder,
			displayOptions: {
				hide: { [name]: type === defaultType ? others : [{ _cnd: { not: type } }] },
			},
		};
	});

/** A kind of identifier, as the form offers it. */
interface IdentifierType<Type extends string> extends INodePropertyOptions {
	value: Type;
	placeholder: string;
	read: Reader<string>;
}

/** What the form says of the identifier. Its names are those of most operations. */
interface IdentifierForm<Type extends string> {
	typeName?: string;
	valueName?: string;
	description: string;
	defaultType: Type;
	types: ReadonlyArray<IdentifierType<Type>>;
}

/** The fields for the identifier of a user, and their reader. */
export const createUserIdentifier = <const Type extends string>({
	typeName = 'userIdentifierType',
	valueName = 'userIdentifierValue',
	description,
	defaultType,
	types,
}: IdentifierForm<Type>) => {
	const typeProperty: INodeProperties = {
		displayName: 'User Identifier Type',
		name: typeName,
		type: 'options',
		default: defaultType,
		options: types.map(({ name, value, description: meaning }) => ({
			name,
			value,
			description: meaning,
		})),
		description: 'Which identifier of the user you have',
	};
	const valueProperties = createIdentifierValues(
		{ displayName: 'User Identifier Value', name: valueName, required: true, description },
		typeProperty,
		Object.fromEntries(types.map(({ value, placeholder }) => [value, placeholder])),
	);
	const properties = [typeProperty, ...valueProperties];
	const readType = choice(types.map(({ value }) => value));
	const read: Reader<{ type: Type; value: string }> = (_, parameters) => {
		const type = readParameter(typeName, readType, parameters);
		const readValue: Reader<string> = (value) => {
			const chosen = types.find((one) => one.value === type);
			return chosen === undefined ? '' : chosen.read(value, parameters);
		};
		return { type, value: readParameter(valueName, readValue, parameters) };
	};
	return { typeProperty, valueProperties, properties, read };
};
