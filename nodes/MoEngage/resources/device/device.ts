import type { IDataObject } from 'n8n-workflow';

import { groupDigits } from '../../api/numbers';
import { readEpoch } from '../fields/dates';
import { note } from '../fields/notes';
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

/** What an item asks for a device. */
export interface DeviceRequest extends ItemRequest {
	/** MoEngage keeps one device for each of these, by its name for them. */
	tokens: { push_id: string; moe_gaid?: string; idfv?: string };
}

const GAID_NOT_SENT: HintTopic = (items) =>
	`A GAID was not sent, since the device is on iOS and a GAID belongs to Android (${items}).`;

const IDFV_NOT_SENT: HintTopic = (items) =>
	`An IDFV was not sent, since the device is on Android and an IDFV belongs to iOS (${items}).`;

const capitalize = (value: boolean | undefined) =>
	value === undefined ? undefined : value ? 'True' : 'False';

/**
 * Asks for a device, which is the body of track device and an entry of bulk import. All attributes are
 * text, and what MoEngage would drop is left out: an identifier of another platform.
 *
 * @param createRecord Wraps the device as the endpoint takes it
 */
export const createDeviceRequest = (
	device: Device,
	parameters: ItemParameters,
	createRecord: (entry: IDataObject) => Omit<ItemRecord, 'orderingKeys' | 'targets'>,
): DeviceRequest => {
	const { customer_id, device_id, ...others } = device;
	const { platform, push_id } = others;
	const moe_gaid = platform === 'iOS' ? undefined : device.moe_gaid;
	const idfv = platform === 'ANDROID' ? undefined : device.idfv;
	if (moe_gaid !== device.moe_gaid) note(parameters, GAID_NOT_SENT, ['GAID']);
	if (idfv !== device.idfv) note(parameters, IDFV_NOT_SENT, ['IDFV']);
	const attributes = {
		...others,
		moe_gaid,
		idfv,
		moe_push_opted: capitalize(device.moe_push_opted),
		moe_push_provisional_opted: capitalize(device.moe_push_provisional_opted),
		active: device.active?.toString(),
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
		tokens: { push_id, moe_gaid, idfv },
	};
};

/** The items that have a token. */
interface Holders {
	deviceId: unknown;
	indexes: number[];
	/** Whether the items are of several devices. */
	areDifferent: boolean;
}

/** Warns where several devices share a token, with the number of their items. */
export const createSharedTokenCheck = (): CrossItemCheck<DeviceRequest> => {
	const holdersByToken = new Map<string, Holders>();
	return {
		add(index, { tokens, identifiers: { device_id: deviceId } }) {
			for (const [kind, token] of Object.entries(tokens)) {
				if (token === undefined) continue;
				const key = `${kind} ${token}`;
				const holders = holdersByToken.get(key) ?? { deviceId, indexes: [], areDifferent: false };
				holdersByToken.set(key, holders);
				holders.indexes.push(index);
				holders.areDifferent ||= holders.deviceId !== deviceId;
			}
		},
		conclude() {
			const shared = [...holdersByToken.values()].filter(({ areDifferent }) => areDifferent);
			const { size } = new Set(shared.flatMap(({ indexes }) => indexes));
			if (size === 0) return {};
			return {
				hints: [
					`${groupDigits(size)} items have a push ID, GAID, or IDFV that another device in this run also has. MoEngage keeps only one of these devices and deletes the others.`,
				],
			};
		},
	};
};

const UNKNOWN_USERS =
	'MoEngage also accepts devices of users that it does not know, and drops them. Check in MoEngage whether the devices are there.';

/** Says once in a run that an accepted device is not always a stored one, unless users are created. */
const createUnknownUserCheck = (): CrossItemCheck => {
	const hints = new Set<string>();
	return {
		add(_, { records }) {
			const areUsersCreated = records.every(({ prerequisite }) => prerequisite !== undefined);
			if (!areUsersCreated) hints.add(UNKNOWN_USERS);
		},
		conclude: () => ({ hints: [...hints] }),
	};
};

export const createDeviceChecks = (): Array<CrossItemCheck<DeviceRequest>> => [
	createUserLimitCheck(),
	createSharedTokenCheck(),
	createUnknownUserCheck(),
];
