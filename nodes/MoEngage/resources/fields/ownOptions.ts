import type { INodeProperties } from 'n8n-workflow';

/** The options that an operation has of its own, as messages find their labels. */
export const createOwnOptions = (options: INodeProperties[]): INodeProperties[] => [
	{ displayName: 'Options', name: 'options', type: 'collection', default: {}, options },
];
