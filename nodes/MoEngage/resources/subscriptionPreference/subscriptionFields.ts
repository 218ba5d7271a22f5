import type { INodeProperties } from 'n8n-workflow';

import { categoryProperties, hideWhen } from '../fields/categories';

/**
 * The switch that unsubscribes a user from everything, and the categories that it makes void.
 *
 * @param name Differs between operations, so that n8n does not carry the choice from one to the other
 */
export const createSubscriptionFields = (name: string): INodeProperties[] => [
	{
		displayName: 'Unsubscribe From All',
		name,
		type: 'boolean',
		default: false,
		description:
			'Whether to unsubscribe the user from all marketing emails. When turned on, the user gets no more marketing emails, and the categories are ignored.',
	},
	{
		displayName: 'The user gets no more marketing emails. Categories are ignored.',
		name: `${name}Notice`,
		type: 'notice',
		default: '',
		displayOptions: { show: { [name]: [true] } },
	},
	...hideWhen(categoryProperties, { [name]: [true] }),
];
