import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { choice, readChoice } from '../fields/choices';
import { customerId, identifier, optionalText, readIdentifier } from '../fields/identifiers';
import { readJson } from '../fields/json';
import { collection, complain, field, readFields, show } from '../fields/readFields';
import type { Operation, ItemParameters } from '../operation';

const IDENTIFIER_TYPES = ['unique_id', 'device_unique_id', 'push_id', 'moe_gaid'] as const;

const JSON_EXAMPLE = '[{"type": "push_id", "value": "fGk3…"}] or [{"push_id": "fGk3…"}]';

const describeFields = (targetDescription: string): INodeProperties[] => [
	{
		displayName: 'User Identifier Type',
		name: 'userIdentifierType',
		type: 'options',
		default: 'customer_id',
		options: [
			{ name: 'Customer ID', value: 'customer_id' },
			{
				name: 'Custom',
				value: 'custom',
				description: 'Another identifier that MoEngage has enabled for your workspace',
			},
		],
		description: 'What the user is identified by',
	},
	{
		displayName: 'Custom User Identifier Type',
		name: 'customUserIdentifierType',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. email',
		displayOptions: { show: { userIdentifierType: ['custom'] } },
		description: 'Name of the identifier, in the spelling that MoEngage gave you',
	},
	{
		displayName: 'User Identifier Value',
		name: 'userIdentifierValue',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213',
		description: 'The identifier of the user whose devices are meant',
	},
	{
		displayName: 'Target',
		name: 'target',
		type: 'options',
		default: 'devices',
		options: [
			{
				name: 'Chosen Devices',
				value: 'devices',
				description: 'Only the devices named below',
			},
			{
				name: 'All Devices of the User',
				value: 'allDevices',
				description: 'Every device that the user has, now known to MoEngage',
			},
		],
		description: targetDescription,
	},
	{
		displayName: 'Device Identifiers Input',
		name: 'deviceIdentifiersMode',
		type: 'options',
		default: 'fields',
		options: [
			{ name: 'Using Fields Below', value: 'fields' },
			{ name: 'Using JSON', value: 'json' },
		],
		displayOptions: { show: { target: ['devices'] } },
		description: 'How to name the devices',
	},
	{
		displayName: 'Device Identifiers',
		name: 'deviceIdentifiers',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Device Identifier',
		default: {},
		displayOptions: { show: { target: ['devices'], deviceIdentifiersMode: ['fields'] } },
		description: 'Each entry names one device by one identifier',
		options: [
			{
				displayName: 'Identifier',
				name: 'identifier',
				values: [
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						default: 'device_unique_id',
						options: [
							{
								name: 'Device ID',
								value: 'device_unique_id',
								description: 'ID of the device, as tracked',
							},
							{
								name: 'GAID',
								value: 'moe_gaid',
								description: 'Google advertising ID of an Android device',
							},
							{ name: 'Push ID', value: 'push_id', description: 'Push token of the device' },
							{ name: 'Unique ID', value: 'unique_id', description: "MoEngage's own ID" },
						],
						description: 'What the device is identified by',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. 9f3c2d70-6a1e-4b7a-8f15-2f6f0a7c1d11',
						description: 'The identifier of the device',
					},
				],
			},
		],
	},
	{
		displayName: 'Device Identifiers (JSON)',
		name: 'deviceIdentifiersJson',
		type: 'json',
		default: '[]',
		displayOptions: { show: { target: ['devices'], deviceIdentifiersMode: ['json'] } },
		placeholder: 'e.g. [{"push_id": "fGk3…"}]',
		description: `List of devices, each named by one identifier of type ${IDENTIFIER_TYPES.join(', ')}: ${JSON_EXAMPLE}`,
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: [
			{
				displayName: 'Client Reference ID',
				name: 'clientReferenceId',
				type: 'string',
				default: '',
				placeholder: 'e.g. ticket-20417',
				description: 'Your own reference for the request, such as a ticket number',
			},
			{
				displayName: 'Reason',
				name: 'reason',
				type: 'string',
				default: '',
				placeholder: 'e.g. device reported lost',
				description: 'Why the devices are blocked or unblocked',
			},
		],
	},
];

const deviceIdentifier = (type: unknown, value: unknown, context: z.RefinementCtx) => ({
	[readChoice(IDENTIFIER_TYPES)(type, context)]: readIdentifier(value, context),
});

const entrySchema = z.object({ type: z.unknown(), value: z.unknown() });

/** Reads `{type, value}` as well as `{<type>: value}`. */
const readEntry = (entry: unknown, context: z.RefinementCtx): Record<string, string> => {
	if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) {
		if ('type' in entry) {
			const { type, value } = entrySchema.parse(entry);
			return deviceIdentifier(type, value, context);
		}
		const [pair, ...others] = Object.entries(entry);
		if (pair !== undefined && others.length === 0) return deviceIdentifier(...pair, context);
	}
	return complain(
		context,
		`has the entry ${show(entry)}, which does not name one identifier of one device`,
		`Write it like ${JSON_EXAMPLE}`,
	);
};

/** An empty list never stands for all devices: that is a choice of its own. */
const readEntries = (entries: unknown, context: z.RefinementCtx): Array<Record<string, string>> => {
	if (Array.isArray(entries) && entries.length > 0) {
		return entries.map((entry) => readEntry(entry, context));
	}
	const isEmpty = entries === undefined || entries === null || Array.isArray(entries);
	return complain(
		context,
		isEmpty ? 'is empty' : `is ${show(entries)}, which is no list`,
		"Name at least one device, or choose 'All Devices of the User' as the target.",
	);
};

const listSchema = z.object({ identifier: z.unknown() }).catch({ identifier: undefined });

const schemas = {
	item: z.object({
		userIdentifierType: choice(['customer_id', 'custom']),
		target: choice(['devices', 'allDevices']),
		additionalFields: collection({ clientReferenceId: optionalText, reason: optionalText }),
	}),
	customerId: z.object({ userIdentifierValue: customerId }),
	customIdentifier: z.object({
		customUserIdentifierType: identifier,
		userIdentifierValue: identifier,
	}),
	mode: z.object({ deviceIdentifiersMode: choice(['fields', 'json']) }),
	fields: z.object({
		deviceIdentifiers: field((value, context) =>
			readEntries(listSchema.parse(value).identifier, context),
		),
	}),
	json: z.object({
		deviceIdentifiersJson: field((value, context) =>
			readEntries(readJson(value, context, JSON_EXAMPLE), context),
		),
	}),
};

/** Builds `block` or `unblock`, which differ in one word of the request. */
export const defineOptOut = (
	actionType: 'block' | 'unblock',
	texts: Pick<Operation, 'name' | 'action' | 'description'>,
	targetDescription: string,
): Operation => {
	const properties = describeFields(targetDescription);

	const readUser = (type: 'customer_id' | 'custom', parameters: ItemParameters) => {
		if (type === 'customer_id') {
			const { userIdentifierValue } = readFields(schemas.customerId, parameters, properties);
			return { user_identifier_type: type, user_identifier_value: userIdentifierValue };
		}
		const custom = readFields(schemas.customIdentifier, parameters, properties);
		return {
			user_identifier_type: custom.customUserIdentifierType,
			user_identifier_value: custom.userIdentifierValue,
		};
	};

	const readDevices = (parameters: ItemParameters) => {
		const { deviceIdentifiersMode } = readFields(schemas.mode, parameters, properties);
		return deviceIdentifiersMode === 'fields'
			? readFields(schemas.fields, parameters, properties).deviceIdentifiers
			: readFields(schemas.json, parameters, properties).deviceIdentifiersJson;
	};

	return {
		...texts,
		value: actionType,
		endpoint: endpoints.manageDevices,
		properties,
		read: (parameters) => {
			const input = readFields(schemas.item, parameters, properties);
			const { reason, clientReferenceId } = input.additionalFields;
			const user = readUser(input.userIdentifierType, parameters);
			const body = {
				...user,
				action_type: actionType,
				...(reason === undefined ? {} : { reason }),
				...(clientReferenceId === undefined ? {} : { client_reference_id: clientReferenceId }),
				// MoEngage takes a missing list for all devices of the user.
				...(input.target === 'allDevices' ? {} : { device_identifiers: readDevices(parameters) }),
			};
			return {
				records: [
					{ subjects: [`${user.user_identifier_type} ${user.user_identifier_value}`], body },
				],
				identifiers: { ...user, action_type: actionType, target: input.target },
			};
		},
	};
};
