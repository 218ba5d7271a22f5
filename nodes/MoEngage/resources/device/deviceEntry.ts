import type { IDataObject } from 'n8n-workflow';

import { readEpoch } from '../fields/dates';
import { optional, type ReadBy } from '../fields/reader';
import {
	choice,
	optionalBoolean,
	optionalText,
	readCustomerId,
	readIdentifier,
} from '../fields/scalars';
import type { CrossItemCheck, ItemRecord } from '../operation';
import { createUserLimitCheck } from '../userLimits';
import { createSharedTokenCheck, type DeviceRequest } from './sharedTokens';

/** As MoEngage spells them. */
export const PLATFORMS = ['ANDROID', 'iOS', 'web', 'TV'] as const;

export const optionalEpoch = optional(readEpoch);

/** What a device has, in MoEngage's spelling. */
export const deviceSchema = {
	customer_id: readCustomerId,
	device_id: readIdentifier,
	platform: choice(PLATFORMS),
	push_id: readIdentifier,
	model: optionalText,
	app_version: optionalText,
	os_version: optionalText,
	moe_gaid: optionalText,
	idfv: optionalText,
	moe_push_opted: optionalBoolean,
	moe_push_provisional_opted: optionalBoolean,
	active: optionalBoolean,
	created_time: optionalEpoch,
};

export type Device = ReadBy<typeof deviceSchema>;

const capitalize = (value: boolean | undefined) =>
	value === undefined ? undefined : value ? 'True' : 'False';

/** Says what was left out because MoEngage would drop it: an identifier of another platform. */
const toForeignIdHint = ({ platform, moe_gaid, idfv }: Device): string | undefined => {
	if (platform === 'ANDROID' && idfv !== undefined) {
		return 'An IDFV was not sent, since the device is on Android and an IDFV belongs to iOS';
	}
	if (platform === 'iOS' && moe_gaid !== undefined) {
		return 'A GAID was not sent, since the device is on iOS and a GAID belongs to Android';
	}
	return undefined;
};

/**
 * Asks for a device, which is the body of track device and an entry of bulk import. All attributes are
 * text.
 *
 * @param createRecord Wraps the device as the endpoint takes it
 */
export const createDeviceRequest = (
	device: Device,
	createRecord: (entry: IDataObject) => Omit<ItemRecord, 'orderingKeys' | 'targets'>,
): DeviceRequest => {
	const { customer_id, device_id, ...others } = device;
	const { platform, push_id } = others;
	const moe_gaid = platform === 'iOS' ? undefined : device.moe_gaid;
	const idfv = platform === 'ANDROID' ? undefined : device.idfv;
	const attributes = {
		...others,
		moe_gaid,
		idfv,
		moe_push_opted: capitalize(device.moe_push_opted),
		moe_push_provisional_opted: capitalize(device.moe_push_provisional_opted),
		active: device.active === undefined ? undefined : String(device.active),
	};
	return {
		records: [
			{
				orderingKeys: [`device ${device_id}`, `customer ${customer_id}`],
				targets: [device_id],
				...createRecord({ type: 'device', customer_id, device_id, attributes }),
			},
		],
		identifiers: { customer_id, device_id },
		device: { deviceId: device_id, pushId: push_id, gaid: moe_gaid, idfv },
		hint: toForeignIdHint(device),
	};
};

/** Says once in a run that an accepted device is not always a stored one, unless users are created. */
const createUnknownUserCheck = (): CrossItemCheck<DeviceRequest> => {
	let isUserExpected = false;
	return {
		add(_, { records }) {
			isUserExpected ||= records.some(({ prerequisite }) => prerequisite === undefined);
		},
		conclude: () =>
			isUserExpected
				? {
						hints: [
							'MoEngage also accepts devices of users that it does not know, and drops them. Check in MoEngage whether the devices are there.',
						],
					}
				: {},
	};
};

export const createDeviceChecks = () => [
	createUserLimitCheck(),
	createSharedTokenCheck(),
	createUnknownUserCheck(),
];
