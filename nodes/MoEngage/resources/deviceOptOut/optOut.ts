import { z } from 'zod';

import { endpoints } from '../../api/endpoints';
import { choice } from '../fields/choices';
import { customerId, identifier, optionalText } from '../fields/identifiers';
import { collection, readField, readFields } from '../fields/readFields';
import type { Operation, ItemParameters } from '../operation';
import { deviceIdentifiers, deviceIdentifiersJson } from './deviceIdentifiers';
import { describeFields, type OptOutTexts } from './optOutProperties';

const schemas = {
	item: z.object({
		userIdentifierType: choice(['customer_id', 'custom']),
		additionalFields: collection({ clientReferenceId: optionalText, reason: optionalText }),
	}),
	customerId: z.object({ userIdentifierValue: customerId }),
	customIdentifier: z.object({
		customUserIdentifierType: identifier,
		userIdentifierValue: identifier,
	}),
	target: choice(['devices', 'allDevices']),
	mode: z.object({ deviceIdentifiersMode: choice(['fields', 'json']) }),
	fields: z.object({ deviceIdentifiers }),
	json: z.object({ deviceIdentifiersJson }),
};

/** Builds `block` or `unblock`, which differ in one word of the request. */
export const defineOptOut = (actionType: 'block' | 'unblock', texts: OptOutTexts): Operation => {
	const { name, action, description, targetName } = texts;
	const properties = describeFields(texts);

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
		name,
		value: actionType,
		action,
		description,
		endpoint: endpoints.manageDevices,
		properties,
		read: (parameters) => {
			const input = readFields(schemas.item, parameters, properties);
			const target = readField(targetName, schemas.target, parameters, properties);
			const { reason, clientReferenceId } = input.additionalFields;
			const user = readUser(input.userIdentifierType, parameters);
			const body = {
				...user,
				action_type: actionType,
				...(reason === undefined ? {} : { reason }),
				...(clientReferenceId === undefined ? {} : { client_reference_id: clientReferenceId }),
				// To MoEngage, a missing list means all devices of the user.
				...(target === 'allDevices' ? {} : { device_identifiers: readDevices(parameters) }),
			};
			return {
				records: [
					{ subjects: [`${user.user_identifier_type} ${user.user_identifier_value}`], body },
				],
				identifiers: { ...user, action_type: actionType, target },
			};
		},
	};
};
