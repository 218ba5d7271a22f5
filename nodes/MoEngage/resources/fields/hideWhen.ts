import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** Fields that another choice makes void are hidden while it is made. */
export const hideWhen = (
	properties: INodeProperties[],
	hide: IDisplayOptions['hide'],
): INodeProperties[] =>
	properties.map((property) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			hide: { ...property.displayOptions?.hide, ...hide },
		},
	}));
