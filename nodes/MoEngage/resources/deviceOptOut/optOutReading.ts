import type { INodeProperties } from 'n8n-workflow';

import { collection, readField, readFields } from '../fields/reader';
import { choice, optionalText, readCustomerId, readIdentifier } from '../fields/scalars';
import type { ItemParameters, Handler } from '../operation';
import { readDeviceJson, readDeviceList } from './deviceIdentifiers';

const schemas = {
	item: {
		userIdentifierType: choice(['customer_id', 'custom']),
		additionalFields: collection({ clientReferenceId: optionalText, reason: optionalText }),
	},
	customIdentifier: {
		customUserIdentifierType: readIdentifier,
		userIdentifierValue: readIdentifier,
	},
};

const readTarget = choice(['devices', 'allDevices']);

const readMode = choice(['fields', 'json']);

/**
 * How the items of `block` or `unblock` are read.
 *
 * @param targetName What the parameter is called that says which devices are meant
 * @param properties Where the labels for the messages are
 */
export const createReading = (
	actionType: 'block' | 'unblock',
	targetName: string,
	properties: INodeProperties[],
): Handler => {
	const readUser = (type: 'customer_id' | 'custom', parameters: ItemParameters) => {
		if (type === 'customer_id') {
			const value = readField('userIdentifierValue', readCustomerId, parameters, properties);
			return { user_identifier_type: type, user_identifier_value: value };
		}
		const custom = readFields(schemas.customIdentifier, parameters, properties);
		return {
			user_identifier_type: custom.customUserIdentifierType,
			user_identifier_value: custom.userIdentifierValue,
		};
	};

	const readDevices = (parameters: ItemParameters) => {
		const mode = readField('deviceIdentifiersMode', readMode, parameters, properties);
		return mode === 'fields'
			? readField('deviceIdentifiers', readDeviceList, parameters, properties)
			: readField('deviceIdentifiersJson', readDeviceJson, parameters, properties);
	};

	return {
		read: (parameters) => {
			const input = readFields(schemas.item, parameters, properties);
			const target = readField(targetName, readTarget, parameters, properties);
			const { reason, clientReferenceId } = input.additionalFields;
			const user = readUser(input.userIdentifierType, parameters);
			const body = {
				...user,
				action_type: actionType,
				reason,
				client_reference_id: clientReferenceId,
				// To MoEngage, a missing list means all devices of the user.
				...(target === 'allDevices' ? {} : { device_identifiers: readDevices(parameters) }),
			};
			return {
				records: [
					{ orderingKeys: [`${user.user_identifier_type} ${user.user_identifier_value}`], body },
				],
				identifiers: { ...user, action_type: actionType, target },
			};
		},
	};
};
