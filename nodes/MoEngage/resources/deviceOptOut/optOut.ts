import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { createIdentifierValues } from '../fields/properties';
import { collection, createReader, type Reader } from '../fields/reader';
import { choice, optionalText, readCustomerId, readIdentifier } from '../fields/scalars';
import type { ItemParameters, Operation } from '../operation';
import type { Resource } from '../resource';
import { createDeviceFields, readDevices } from './deviceIdentifiers';

const userProperties: INodeProperties[] = [
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
		placeholder: 'e.g. loyalty_number',
		displayOptions: { show: { userIdentifierType: ['custom'] } },
		description: 'Name of the identifier, exactly as MoEngage gave it to you',
	},
	...createIdentifierValues(
		{
			displayName: 'User Identifier Value',
			name: 'userIdentifierValue',
			required: true,
			description: 'The identifier of the user who owns the devices',
		},
		'userIdentifierType',
		{ customer_id: 'e.g. 48213', custom: 'e.g. L-20417' },
	),
];

/** How the fields of the two operations differ. */
interface OptOutTexts {
	/** Differs between the operations, so that n8n does not carry the choice from one to the other. */
	targetName: string;
	targetDescription: string;
	/** Shows while all devices are chosen. */
	allDevicesNotice: string;
}

/** The fields of either operation. */
const createProperties = ({
	targetName,
	targetDescription,
	allDevicesNotice,
}: OptOutTexts): INodeProperties[] => [
	...userProperties,
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
	...createDeviceFields(targetName),
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

const readOfUser = createReader(userProperties);

const typeSchema = { userIdentifierType: choice(['customer_id', 'custom']) };

const valueSchema = { userIdentifierValue: readCustomerId };

const customSchema = {
	customUserIdentifierType: readIdentifier,
	userIdentifierValue: readIdentifier,
};

const readUser: Reader<{ user_identifier_type: string; user_identifier_value: string }> = (
	_,
	parameters,
) => {
	const { userIdentifierType: type } = readOfUser(typeSchema, parameters);
	if (type === 'customer_id') {
		const { userIdentifierValue } = readOfUser(valueSchema, parameters);
		return { user_identifier_type: type, user_identifier_value: userIdentifierValue };
	}
	const custom = readOfUser(customSchema, parameters);
	return {
		user_identifier_type: custom.customUserIdentifierType,
		user_identifier_value: custom.userIdentifierValue,
	};
};

/** The part of both operations that differs in one word of the request. */
const createOptOut = (
	actionType: 'block' | 'unblock',
	texts: OptOutTexts,
): Pick<Operation, 'value' | 'endpoint' | 'properties' | 'read'> => {
	const properties = createProperties(texts);
	const read = createReader(properties);
	const targetSchema = { [texts.targetName]: choice(['devices', 'allDevices']) };
	const schema = {
		userIdentifierType: readUser,
		// To MoEngage, a missing list means all devices of the user.
		deviceIdentifiersMode: (_: unknown, parameters: ItemParameters) =>
			read(targetSchema, parameters)[texts.targetName] === 'allDevices'
				? undefined
				: readDevices(parameters),
		additionalFields: collection({ clientReferenceId: optionalText, reason: optionalText }),
	};
	return {
		value: actionType,
		endpoint: endpoints.manageDevices,
		properties,
		read: (parameters) => {
			const input = read(schema, parameters);
			const { userIdentifierType: user, deviceIdentifiersMode: devices } = input;
			const body = {
				...user,
				action_type: actionType,
				reason: input.additionalFields.reason,
				client_reference_id: input.additionalFields.clientReferenceId,
				device_identifiers: devices,
			};
			const target = devices === undefined ? 'allDevices' : 'devices';
			const { user_identifier_type: type, user_identifier_value: id } = user;
			// An identifier of the user's own kind may be an email, which is the same in any case.
			const orderingKey = `${type} ${type === 'customer_id' ? id : id.toLowerCase()}`;
			return {
				records: [
					{
						orderingKeys: [orderingKey],
						targets: devices?.map((device) => JSON.stringify(device)),
						body,
					},
				],
				identifiers: { ...user, action_type: actionType, target },
			};
		},
	};
};

export const block: Operation = {
	name: 'Block',
	action: 'Block devices',
	description: "Stop push notifications to a user's devices, for example to a lost phone",
	...createOptOut('block', {
		targetName: 'target',
		targetDescription:
			'Which devices stop getting push notifications. All Devices of the User blocks push on every device that MoEngage knows for the user now. A device that is added later still gets push.',
		allDevicesNotice:
			'Blocks push on every device that MoEngage now knows for this user. This happens for each item.',
	}),
};

export const unblock: Operation = {
	name: 'Unblock',
	action: 'Unblock devices',
	description: "Allow push notifications to a user's blocked devices again",
	...createOptOut('unblock', {
		targetName: 'unblockTarget',
		targetDescription:
			'Which devices get push notifications again. All Devices of the User unblocks every device that MoEngage knows for the user now, including those that were blocked for another reason.',
		allDevicesNotice:
			'Allows push on every device that MoEngage now knows for this user, including devices that were blocked for another reason. This happens for each item.',
	}),
};

export const deviceOptOut: Resource = {
	name: 'Device Opt-Out',
	value: 'deviceOptOut',
	operations: [block, unblock],
	defaultOperation: block.value,
};
