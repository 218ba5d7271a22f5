import type { IDataObject } from 'n8n-workflow';

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
	created_time?: string;
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
 */
export const composeDevice = (device: Device): { element: IDataObject; hint?: string } => {
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
		created_time: device.created_time,
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
