import type { ResourceMapperField } from 'n8n-workflow';

import { PLATFORMS } from './deviceElement';

const describe = (
	id: string,
	displayName: string,
	more: Partial<ResourceMapperField> = {},
): ResourceMapperField => ({
	id,
	displayName,
	type: 'string',
	required: false,
	defaultMatch: false,
	display: true,
	...more,
});

/** The fields of a device in bulk, in MoEngage's own spelling. */
export const deviceMappingFields: ResourceMapperField[] = [
	describe('customer_id', 'Customer ID', { required: true }),
	describe('device_id', 'Device ID', { required: true }),
	describe('platform', 'Platform', {
		required: true,
		type: 'options',
		options: PLATFORMS.map((platform) => ({ name: platform, value: platform })),
	}),
	describe('push_id', 'Push ID', { required: true }),
	describe('model', 'Model'),
	describe('app_version', 'App Version'),
	describe('os_version', 'OS Version'),
	describe('moe_gaid', 'GAID'),
	describe('idfv', 'IDFV'),
	describe('moe_push_opted', 'Push Opted In', { type: 'boolean' }),
	describe('moe_push_provisional_opted', 'Push Provisionally Opted In', { type: 'boolean' }),
	describe('active', 'Active', { type: 'boolean' }),
	describe('created_time', 'Created Time', { type: 'dateTime' }),
];
