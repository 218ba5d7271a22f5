import type { IDataObject } from 'n8n-workflow';

import { toEpoch, type Instant } from '../fields/dates';
import type { DeviceSubject } from '../operation';
import type { PLATFORMS } from './deviceMappingFields';

export interface Device {
	customer_id: string;
	device_id: string;
	platform: (typeof PLATFORMS)[number];
	push_id: string;
	model?: string;
	app_version?: string;
	os_version?: string;
	moe_gaid?: string;
	idfv?: string;
	moe_push_opted?: boolean;
	moe_push_provisional_opted?: boolean;
	active?: boolean;
	created_time?: Instant;
}

const capitalize = (value: boolean) => (value ? 'True' : 'False');

const capitalizeGiven = (value: boolean | undefined) =>
	value === undefined ? undefined : capitalize(value);

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
 * Builds the body of track device, which is also an element of bulk import. All attributes are text.
 *
 * @param timeZone The workflow's, for a `created_time` that names none
 */
export const composeDevice = (
	device: Device,
	timeZone: string,
): { entry: IDataObject; subject: DeviceSubject; hint?: string } => {
	const { customer_id, device_id, platform, push_id } = device;
	const moe_gaid = platform === 'iOS' ? undefined : device.moe_gaid;
	const idfv = platform === 'ANDROID' ? undefined : device.idfv;
	const attributes = {
		platform,
		push_id,
		model: device.model,
		app_version: device.app_version,
		os_version: device.os_version,
		moe_gaid,
		idfv,
		moe_push_opted: capitalizeGiven(device.moe_push_opted),
		moe_push_provisional_opted: capitalizeGiven(device.moe_push_provisional_opted),
		active: device.active === undefined ? undefined : String(device.active),
		created_time: device.created_time && toEpoch(device.created_time, timeZone),
	};
	return {
		entry: {
			type: 'device',
			customer_id,
			device_id,
			attributes,
		},
		subject: {
			deviceId: device_id,
			pushId: push_id,
			gaid: moe_gaid,
			idfv,
		},
		hint: toForeignIdHint(device),
	};
};
