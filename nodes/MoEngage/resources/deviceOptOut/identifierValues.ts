import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

const createValue = (placeholder: string, hide: IDisplayOptions['hide']): INodeProperties => ({
	displayName: 'Value',
	name: 'value',
	type: 'string',
	default: '',
	placeholder,
	displayOptions: { hide },
	description: 'The identifier of the device',
});

/** Hides a field for every other type, also for one that an expression gives. */
const hideUnless = (type: string) => ({ type: [{ _cnd: { not: type } }] });

/** The value of a device identifier, once for each kind of placeholder; exactly one is shown. */
export const identifierValues: INodeProperties[] = [
	createValue('e.g. 9f3c2d70-6a1e-4b7a-8f15-2f6f0a7c1d11', {
		type: ['push_id', 'moe_gaid', 'unique_id'],
	}),
	createValue('e.g. fGk3…:APA91b…', hideUnless('push_id')),
	createValue('e.g. 38400000-8cf0-11bd-b23e-10b96e40000d', hideUnless('moe_gaid')),
	createValue('e.g. 68f0a7c1d114b7a8', hideUnless('unique_id')),
];
