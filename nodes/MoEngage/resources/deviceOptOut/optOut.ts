import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { createCustomerIdType, createUserIdentifier } from '../fields/identifiers';
import { createAdditionalFields, createNotice } from '../fields/properties';
import { collection, readParameter, readParameters, type Reader } from '../fields/reader';
import { createChoice, optionalText, readIdentifier } from '../fields/scalars';
import type { ItemParameters, ItemRequest, Operation } from '../operation';
import { createDevices } from './deviceIdentifiers';

const user = createUserIdentifier({
	description: 'The identifier of the user who owns the devices',
	defaultType: 'customer_id',
	types: [
		createCustomerIdType('customer_id'),
		{
			name: 'Custom',
			value: 'custom',
			description: 'Another identifier that MoEngage has enabled for your workspace',
			placeholder: 'e.g. L-20417',
			// It may be an email address.
			ignoresCase: true,
		},
	],
});

const customTypeProperty: INodeProperties = {
	displayName: 'Custom User Identifier Type',
	name: 'customUserIdentifierType',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. loyalty_number',
	displayOptions: { show: { userIdentifierType: ['custom'] } },
	description: 'Name of the identifier, exactly as MoEngage gave it to you',
};

const targetChoice = createChoice({
	displayName: 'Target',
	name: 'target',
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
});

/** How the two operations differ. */
interface OptOut {
	actionType: 'block' | 'unblock';
	/** Differs between the operations, so that n8n does not carry the choice from one to the other. */
	targetName: string;
	targetDescription: string;
	/** Shows while all devices are chosen. */
	allDevicesNotice: string;
}

const createProperties = (
	{ targetName, targetDescription, allDevicesNotice }: OptOut,
	deviceProperties: INodeProperties[],
): INodeProperties[] => [
	user.typeProperty,
	customTypeProperty,
	...user.valueProperties,
	{ ...targetChoice.property, name: targetName, description: targetDescription },
	createNotice(`${targetName}Notice`, allDevicesNotice, { [targetName]: ['allDevices'] }),
	...deviceProperties,
	createAdditionalFields([
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
	]),
];

/** Only a custom type has a name. */
const readCustomType: Reader<string | undefined> = (value, { get }) =>
	/^\s*custom\s*$/i.test(String(get('userIdentifierType'))) ? readIdentifier(value) : undefined;

const createOptOut = (optOut: OptOut) => {
	const { actionType, targetName } = optOut;
	const devices = createDevices(targetName);
	const schema = {
		userIdentifierType: user.read,
		customUserIdentifierType: readCustomType,
		// To MoEngage, a missing list means all devices of the user.
		deviceIdentifiersMode: (value: unknown, parameters: ItemParameters) =>
			readParameter(targetName, targetChoice.read, parameters) === 'allDevices'
				? undefined
				: devices.read(value, parameters),
		additionalFields: collection({ clientReferenceId: optionalText, reason: optionalText }),
	};
	return {
		value: actionType,
		endpoint: endpoints.manageDevices,
		properties: createProperties(optOut, devices.properties),
		read: (parameters: ItemParameters): ItemRequest => {
			const { additionalFields, ...input } = readParameters(schema, parameters);
			const { type: chosenType, value, key } = input.userIdentifierType;
			const type = input.customUserIdentifierType ?? chosenType;
			const identifier = { user_identifier_type: type, user_identifier_value: value };
			const device_identifiers = input.deviceIdentifiersMode;
			const body = {
				...identifier,
				action_type: actionType,
				reason: additionalFields.reason,
				client_reference_id: additionalFields.clientReferenceId,
				device_identifiers,
			};
			// Another kind of custom identifier may have the same value.
			const orderingKeys = [`${type}: ${key}`];
			const targets = device_identifiers?.map((device) => JSON.stringify(device));
			const target = device_identifiers === undefined ? 'allDevices' : 'devices';
			return {
				records: [{ orderingKeys, targets, body }],
				identifiers: { ...identifier, action_type: actionType, target },
			};
		},
	};
};

export const block: Operation = {
	name: 'Block',
	action: 'Block devices',
	description: "Stop push notifications to a user's devices, for example to a lost phone",
	...createOptOut({
		actionType: 'block',
		targetName: 'target',
		targetDescription:
			'Which devices stop getting push notifications. All Devices of the User blocks push on every device that MoEngage knows for the user now. A device that is added later still gets push.',
		allDevicesNotice:
			'For each item, MoEngage blocks push on every device that it now knows for the user.',
	}),
};

export const unblock: Operation = {
	name: 'Unblock',
	action: 'Unblock devices',
	description: "Allow push notifications to a user's blocked devices again",
	...createOptOut({
		actionType: 'unblock',
		targetName: 'unblockTarget',
		targetDescription:
			'Which devices get push notifications again. All Devices of the User unblocks every device that MoEngage knows for the user now, including those that were blocked for another reason.',
		allDevicesNotice:
			'For each item, MoEngage allows push on every device that it now knows for the user, including devices that were blocked for another reason.',
	}),
};
