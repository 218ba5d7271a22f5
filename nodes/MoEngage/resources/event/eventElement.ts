import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readAttributes } from '../fields/attributes';
import { optionalBoolean } from '../fields/booleans';
import { readChoice } from '../fields/choices';
import { optionalText, readCustomerId, readIdentifier } from '../fields/identifiers';
import { optionalIpAddresses } from '../fields/ipAddresses';
import { collection, optional, readFields } from '../fields/readFields';
import type { Ask, ItemParameters } from '../operation';
import { optionalEventTime, toEventTime } from './eventTime';

/** What MoEngage accepts. */
const MAX_ATTRIBUTES = 100;

const schema = {
	customerId: readCustomerId,
	eventName: readIdentifier,
	additionalFields: collection({
		appVersion: optionalText,
		clientIp: optionalIpAddresses,
		deviceId: optionalText,
		platform: optional(readChoice(['ANDROID', 'iOS', 'web', 'TV', 'unknown'])),
		realTime: optionalBoolean,
		time: optionalEventTime,
	}),
};

/** What an item says of an event. */
export interface EventAsk extends Omit<Ask, 'records'> {
	/** The body of track event, which is also an element of bulk import. */
	element: IDataObject;
	clientIp?: string;
}

/**
 * Reads an event, for track event and bulk import.
 * @throws InvalidInput
 */
export const readEventElement = (
	parameters: ItemParameters,
	properties: INodeProperties[],
): EventAsk => {
	const input = readFields(schema, parameters, properties);
	const { appVersion, clientIp, deviceId, platform, realTime, time } = input.additionalFields;
	const { attributes, dropped } = readAttributes(parameters, {
		hasStandard: false,
		maxCount: MAX_ATTRIBUTES,
	});
	const action = {
		action: input.eventName,
		attributes,
		platform,
		app_version: appVersion,
		current_time: time && toEventTime(time, parameters.timeZone),
		real_time_action: realTime === true ? 'true' : undefined,
	};
	return {
		element: {
			type: 'event',
			customer_id: input.customerId,
			device_id: deviceId,
			actions: [action],
		},
		clientIp,
		identifiers: { customer_id: input.customerId, event_name: input.eventName },
		leftOut: dropped,
	};
};
