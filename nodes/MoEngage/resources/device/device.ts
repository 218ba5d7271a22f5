import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../api/json';
import { groupDigits } from '../../api/numbers';
import { readEpoch } from '../fields/dates';
import { note } from '../fields/notes';
import { PLATFORMS } from '../fields/properties';
import { optional, type ReadBy } from '../fields/reader';
import {
	choice,
	optionalBoolean,
	optionalText,
	readCustomerId,
	readIdentifier,
} from '../fields/scalars';
import type {
	CrossItemCheck,
	HintTopic,
	ItemParameters,
	ItemRecord,
	ItemRequest,
} from '../operation';
import { createUserLimitCheck } from '../userLimits';

/** What each device has, by the names of the form. */
export const requiredSchema = {
	customerId: readCustomerId,
	deviceId: readIdentifier,
	platform: choice(PLATFORMS),
	pushId: readIdentifier,
};

/** What else a device may have. */
export const optionalSchema = {
	model: optionalText,
	appVersion: optionalText,
	osVersion: optionalText,
	gaid: optionalText,
	idfv: optionalText,
	pushOptedIn: optionalBoolean,
	pushProvisionalOptedIn: optionalBoolean,
	active: optionalBoolean,
	createdTime: optional(readEpoch),
};

export const deviceSchema = { ...requiredSchema, ...optionalSchema };

export type Device = ReadBy<typeof deviceSchema>;

const GAID_NOT_SENT: HintTopic = (items) =>
	`A GAID was not sent, since the device is on iOS and a GAID belongs to Android (${items}).`;

const IDFV_NOT_SENT: HintTopic = (items) =>
	`An IDFV was not sent, since the device is on Android and an IDFV belongs to iOS (${items}).`;

const capitalize = (value: boolean | undefined) =>
	value === undefined ? undefined : value ? 'True' : 'False';

/**
 * Asks for a device, which is the body of a request (track device) or an entry of one (bulk import). All
 * attributes are text, and what MoEngage would drop is left out: an identifier of another platform.
 */
export const createDeviceRequest = (
	device: Device,
	parameters: ItemParameters,
	createRecord: (entry: IDataObject) => Omit<ItemRecord, 'orderingKeys' | 'targets'>,
): ItemRequest => {
	const { customerId: customer_id, deviceId: device_id, platform } = device;
	const gaid = platform === 'iOS' ? undefined : device.gaid;
	const idfv = platform === 'ANDROID' ? undefined : device.idfv;
	if (gaid !== device.gaid) note(parameters, GAID_NOT_SENT, ['GAID']);
	if (idfv !== device.idfv) note(parameters, IDFV_NOT_SENT, ['IDFV']);
	const attributes = {
		platform,
		push_id: device.pushId,
		model: device.model,
		app_version: device.appVersion,
		os_version: device.osVersion,
		moe_gaid: gaid,
		idfv,
		moe_push_opted: capitalize(device.pushOptedIn),
		moe_push_provisional_opted: capitalize(device.pushProvisionalOptedIn),
		active: device.active?.toString(),
		created_time: device.createdTime,
	};
	const record = createRecord({ type: 'device', customer_id, device_id, attributes });
	const orderingKeys = [`device ${device_id}`, `customer ${customer_id}`];
	return {
		records: [{ ...record, orderingKeys, targets: [device_id] }],
		identifiers: { customer_id, device_id },
	};
};

/** MoEngage keeps one device for each value of these attributes. */
const TOKENS = ['push_id', 'moe_gaid', 'idfv'];

/** Warns where several devices share a token, with the number of their items. */
export const createSharedTokenCheck = (): CrossItemCheck => {
	/** By token, the device of each item that has it. */
	const devicesByToken = new Map<string, Map<number, unknown>>();
	return {
		add(index, { records: [record], identifiers: { device_id: deviceId } }) {
			const device = record?.entry ?? record?.body;
			const attributes = isObject(device) && isObject(device.attributes) ? device.attributes : {};
			for (const kind of TOKENS) {
				const token = attributes[kind];
				if (token === undefined) continue;
				const key = `${kind} ${String(token)}`;
				const devices = devicesByToken.get(key) ?? new Map<number, unknown>();
				devicesByToken.set(key, devices.set(index, deviceId));
			}
		},
		conclude() {
			const shared = [...devicesByToken.values()].filter(
				(devices) => devices.size > 1 && new Set(devices.values()).size > 1,
			);
			const { size } = new Set(shared.flatMap((devices) => [...devices.keys()]));
			const hint = `${groupDigits(size)} items have a push ID, GAID, or IDFV that another device in this run also has. MoEngage keeps only one of these devices and deletes the others.`;
			return { hints: size === 0 ? [] : [hint] };
		},
	};
};

const UNKNOWN_USERS =
	'MoEngage also accepts devices of users that it does not know, and drops them. Check in MoEngage whether the devices are there.';

/** Says once in a run that an accepted device is not always a stored one, unless users are created. */
const createUnknownUserCheck = (): CrossItemCheck => {
	let areUsersCreated = true;
	return {
		add(_, { records }) {
			areUsersCreated &&= records.every(({ prerequisite }) => prerequisite !== undefined);
		},
		conclude: () => ({ hints: areUsersCreated ? [] : [UNKNOWN_USERS] }),
	};
};

export const createDeviceChecks = () => [
	createUserLimitCheck(),
	createSharedTokenCheck(),
	createUnknownUserCheck(),
];
