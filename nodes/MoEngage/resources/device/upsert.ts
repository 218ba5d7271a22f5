import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import {
	createAdditionalFields,
	createAppVersion,
	createClientIp,
	createCustomerId,
	createDeviceId,
	createNotice,
	platformOptions,
} from '../fields/properties';
import { collection, readParameters } from '../fields/reader';
import { optionalClientIp } from '../fields/scalars';
import type { Operation } from '../operation';
import { createDeviceChecks, createDeviceRequest, optionalSchema, requiredSchema } from './device';

const properties: INodeProperties[] = [
	createNotice(
		'unknownUserNotice',
		'MoEngage drops the devices of users that it does not know. Create or update the user first.',
	),
	createCustomerId(
		'The ID of the user in your own systems. MoEngage adds devices to existing users only.',
	),
	createDeviceId({
		required: true,
		description:
			'The unique ID of the device. MoEngage updates the device that has this ID, or adds one to the user if there is none.',
	}),
	{
		displayName: 'Platform',
		name: 'platform',
		type: 'options',
		// An expression may give it in any case; the editor would mark that as unknown.
		allowArbitraryValues: true,
		default: 'ANDROID',
		required: true,
		options: platformOptions,
		description:
			'The platform of the device. An expression can return it in uppercase or lowercase.',
	},
	{
		displayName: 'Push ID',
		name: 'pushId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. fGk3…:APA91b…',
		description: 'The push token that the app received on this device',
	},
	createAdditionalFields([
		{
			displayName: 'Active',
			name: 'active',
			type: 'boolean',
			default: true,
			description: 'Whether the app is installed and in use on the device. MoEngage may ignore it.',
		},
		createAppVersion('Version of the app on the device'),
		createClientIp('device'),
		{
			displayName: 'Created Time',
			name: 'createdTime',
			type: 'dateTime',
			default: '',
			description:
				'When the device was first seen, as a date or in milliseconds since 1970. MoEngage may ignore it.',
		},
		{
			displayName: 'GAID',
			name: 'gaid',
			type: 'string',
			default: '',
			placeholder: 'e.g. 38400000-8cf0-11bd-b23e-10b96e40000d',
			displayOptions: { hide: { '/platform': ['iOS'] } },
			description: 'The Google advertising ID of an Android device',
		},
		{
			displayName: 'IDFV',
			name: 'idfv',
			type: 'string',
			default: '',
			placeholder: 'e.g. 6F9619FF-8B86-D011-B42D-00CF4FC964FF',
			displayOptions: { hide: { '/platform': ['ANDROID'] } },
			description: 'The identifier for vendors of an iOS device',
		},
		{
			displayName: 'Model',
			name: 'model',
			type: 'string',
			default: '',
			placeholder: 'e.g. Pixel 9',
			description: 'Model of the device',
		},
		{
			displayName: 'OS Version',
			name: 'osVersion',
			type: 'string',
			default: '',
			placeholder: 'e.g. 15',
			description: 'Version of the operating system',
		},
		{
			displayName: 'Push Opted In',
			name: 'pushOptedIn',
			type: 'boolean',
			default: false,
			description: 'Whether the user allowed push notifications on the device',
		},
		{
			displayName: 'Push Provisionally Opted In',
			name: 'pushProvisionalOptedIn',
			type: 'boolean',
			default: false,
			description: 'Whether the user allowed quiet push notifications on a trial basis, as on iOS',
		},
	]),
];

const schema = {
	...requiredSchema,
	additionalFields: collection({ ...optionalSchema, clientIp: optionalClientIp }),
};

export const upsert: Operation = {
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update device',
	description:
		'Create a new device for a user, or update the current one if it already exists (upsert)',
	endpoint: endpoints.trackDevice,
	properties,
	createChecks: createDeviceChecks,
	read: (parameters) => {
		const { additionalFields, ...required } = readParameters(schema, parameters);
		const { clientIp: headers, ...more } = additionalFields;
		const device = { ...required, ...more };
		return createDeviceRequest(device, parameters, (body) => ({ body, headers }));
	},
};
