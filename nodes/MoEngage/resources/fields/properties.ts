import type { INodeProperties } from 'n8n-workflow';

/** What is written in an empty field, by the type of identifier that is chosen. */
type Placeholders = Record<string, string>;

/**
 * The value of an identifier, once for each type, since a field has one placeholder only. Exactly one is
 * shown: the first one also where an expression gives the type.
 *
 * @param typeName What the parameter with the type is called
 * @param placeholders The first one is that of the default
 */
export const createIdentifierValues = (
	property: Pick<INodeProperties, 'displayName' | 'name' | 'required' | 'description'>,
	typeName: string,
	placeholders: Placeholders,
): INodeProperties[] => {
	const [first, ...others] = Object.keys(placeholders);
	return Object.entries(placeholders).map(([type, placeholder]) => ({
		...property,
		type: 'string',
		default: '',
		placeholder,
		displayOptions: {
			hide: { [typeName]: type === first ? others : [{ _cnd: { not: type } }] },
		},
	}));
};
