import type { IDataObject } from 'n8n-workflow';

import { toEpoch, type Instant } from '../fields/instants';
import { InvalidInput, type Ask } from '../operation';
import { groupDigits } from '../../api/numbers';

export const PLATFORMS = ['ANDROID', 'iOS', 'web', 'TV'] as const;

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

/** Leaves out what MoEngage would drop without a word: an advertising ID of another platform. */
const describeForeignIds = ({ platform, moe_gaid, idfv }: Device): string | undefined => {
	if (platform === 'ANDROID' && idfv !== undefined) {
		return 'An IDFV belongs to iOS and was left out for a device on Android';
	}
	if (platform === 'iOS' && moe_gaid !== undefined) {
		return 'A GAID belongs to Android and was left out for a device on iOS';
	}
	return undefined;
};

/**
 * Builds the body of endpoint 2, which is also an element of endpoint 3. All attributes are text.
 *
 * @param timeZone The workflow's, for a `created_time` that names none
 */
export const composeDevice = (
	device: Device,
	timeZone: string,
): { element: IDataObject; hint?: string } => {
	const { customer_id, device_id, platform, idfv, moe_gaid } = device;
	const texts = {
		model: device.model,
		app_version: device.app_version,
		os_version: device.os_version,
		moe_gaid: platform === 'iOS' ? undefined : moe_gaid,
		idfv: platform === 'ANDROID' ? undefined : idfv,
		moe_push_opted:
			device.moe_push_opted === undefined ? undefined : capitalize(device.moe_push_opted),
		moe_push_provisional_opted:
			device.moe_push_provisional_opted === undefined
				? undefined
				: capitalize(device.moe_push_provisional_opted),
		active: device.active === undefined ? undefined : String(device.active),
		created_time: device.created_time && toEpoch(device.created_time, timeZone),
	};
	const given = Object.entries(texts).filter(([, text]) => text !== undefined);
	return {
		element: {
			type: 'device',
			customer_id,
			device_id,
			attributes: { platform, push_id: device.push_id, ...Object.fromEntries(given) },
		},
		hint: describeForeignIds(device),
	};
};

/** MoEngage blocks a user whose devices exceed this number. */
const MOST_DEVICES = 1_000;

/** Refuses the devices of a customer who would be blocked: most likely all rows hold the same ID. */
export const refuseTooManyDevices = (
	asks: ReadonlyMap<number, Ask>,
): ReadonlyMap<number, InvalidInput> => {
	const devicesByCustomer = new Map<unknown, Set<unknown>>();
	for (const { identifiers } of asks.values()) {
		const devices = devicesByCustomer.get(identifiers.customer_id) ?? new Set();
		devicesByCustomer.set(identifiers.customer_id, devices.add(identifiers.device_id));
	}
	const refused = new Map<number, InvalidInput>();
	for (const [index, { identifiers }] of asks) {
		const count = devicesByCustomer.get(identifiers.customer_id)?.size ?? 0;
		if (count <= MOST_DEVICES) continue;
		const message = `'Customer ID' is "${String(identifiers.customer_id)}" for ${groupDigits(count)} devices of this run; MoEngage blocks a user with more than ${groupDigits(MOST_DEVICES)}`;
		refused.set(
			index,
			new InvalidInput(
				message,
				"Map the field that holds each customer's own ID, not a shared one.",
			),
		);
	}
	return refused;
};
