import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import type { Operation } from '../operation';
import { identifierValues } from './identifierValues';

/** The identifiers of a device that device opt-out accepts. */
export const IDENTIFIER_TYPES = ['unique_id', 'device_unique_id', 'push_id', 'moe_gaid'] as const;

export const IDENTIFIERS_EXAMPLE =
	'[{"type": "push_id", "value": "fGk3…"}] or [{"push_id": "fGk3…"}]';

/** What one of the two operations says of itself, and the name of its target. */
interface OptOutTexts {
	name: string;
	action: string;
	description: string;
	/** Differs between the operations, so that n8n does not carry the choice from one to the other. */
	targetName: string;
	targetDescription: string;
	/** Shows while all devices are chosen. */
	allDevicesNotice: string;
}

/** The fields of either operation. */
const describeFields = ({
	targetName,
	targetDescription,
	allDevicesNotice,
}: Omit<OptOutTexts, 'name' | 'action' | 'description'>): INodeProperties[] => [
	{
		displayName: 'User Identifier Type',
		name: 'userIdentifierType',
		type: 'options',
		default: 'customer_id',
		options: [
			{
				name: 'Customer ID',
				value: 'customer_id',
				description: 'The ID of the user in your own systems',
			},
			{
				name: 'Custom',
				value: 'custom',
				description: 'Another identifier that MoEngage has enabled for your workspace',
			},
		],
		description: 'Which identifier of the user you have',
	},
	{
		displayName: 'Custom User Identifier Type',
		name: 'customUserIdentifierType',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. email',
		displayOptions: { show: { userIdentifierType: ['custom'] } },
		description: 'Name of the identifier, exactly as MoEngage gave it to you',
	},
	{
		displayName: 'User Identifier Value',
		name: 'userIdentifierValue',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 48213 or nathan@example.com',
		description: 'The identifier of the user who owns the devices',
	},
	{
		displayName: 'Target',
		name: targetName,
		type: 'options',
		default: 'devices',
		options: [
			{
				name: 'Chosen Devices',
				value: 'devices',
				description: 'Only the devices that you list below',
			},
			{
				name: 'All Devices of the User',
				value: 'allDevices',
				description:
					'Every device that MoEngage knows for the user now. A device that is added later is not included.',
			},
		],
		description: targetDescription,
	},
	{
		displayName: allDevicesNotice,
		name: `${targetName}Notice`,
		type: 'notice',
		default: '',
		displayOptions: { show: { [targetName]: ['allDevices'] } },
	},
	{
		displayName: 'Device Identifiers Input',
		name: 'deviceIdentifiersMode',
		type: 'options',
		default: 'fields',
		options: [
			{ name: 'Using Fields Below', value: 'fields', description: 'Enter each device in the form' },
			{ name: 'Using JSON', value: 'json', description: 'Enter all devices as one list' },
		],
		displayOptions: { show: { [targetName]: ['devices'] } },
		description: 'How to enter the devices',
	},
	{
		displayName: 'Device Identifiers',
		name: 'deviceIdentifiers',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Device Identifier',
		default: {},
		displayOptions: { show: { [targetName]: ['devices'], deviceIdentifiersMode: ['fields'] } },
		description: 'The devices, each with one identifier',
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
								description: 'The Device ID that was sent to MoEngage',
							},
							{
								name: 'GAID',
								value: 'moe_gaid',
								description: 'Google advertising ID of an Android device',
							},
							{ name: 'Push ID', value: 'push_id', description: 'The push token of the device' },
							{
								name: 'Unique ID',
								value: 'unique_id',
								description: "MoEngage's own ID of the device",
							},
						],
						description: 'Which identifier of the device you have',
					},
					...identifierValues,
				],
			},
		],
	},
	{
		displayName: 'Device Identifiers (JSON)',
		name: 'deviceIdentifiersJson',
		type: 'json',
		default: '',
		displayOptions: { show: { [targetName]: ['devices'], deviceIdentifiersMode: ['json'] } },
		hint: 'For example, [{"push_id": "fGk3…"}]',
		description: `A list of devices, each with one identifier of the type ${IDENTIFIER_TYPES.slice(0, -1).join(', ')}, or ${IDENTIFIER_TYPES.at(-1)}: ${IDENTIFIERS_EXAMPLE}`,
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

/** Builds `block` or `unblock`, which differ in one word of the request. */
export const defineOptOut = (
	actionType: 'block' | 'unblock',
	{ name, action, description, ...texts }: OptOutTexts,
): Operation => {
	const properties = describeFields(texts);
	return {
		name,
		value: actionType,
		action,
		description,
		endpoint: endpoints.manageDevices,
		properties,
		loadHandler: async () => {
			const { createReading } = await import('./optOutReading');
			return createReading(actionType, texts.targetName, properties);
		},
	};
};
