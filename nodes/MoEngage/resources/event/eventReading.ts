import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { refuseCrowdedCustomers } from '../customerCrowds';
import { readAttributes } from '../fields/attributes';
import { optionalBoolean } from '../fields/booleans';
import { readChoice } from '../fields/choices';
import { optionalText, readCustomerId, readIdentifier } from '../fields/identifiers';
import { optionalIpAddresses } from '../fields/ipAddresses';
import { toLeftOutHints } from '../fields/leftOutHints';
import { collection, optional, readFields } from '../fields/readFields';
import type { Ask, ItemParameters, Reading } from '../operation';
import { bulkEventFields, eventFields } from './eventFields';
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
interface EventAsk extends Omit<Ask, 'records'> {
	/** The body of track event, which is also an element of bulk import. */
	element: IDataObject;
	clientIp?: string;
}

/**
 * Reads an event, for track event and bulk import.
 * @throws InvalidInput
 */
const readEventElement = (parameters: ItemParameters, properties: INodeProperties[]): EventAsk => {
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

/** What both operations do with all items. */
const reviews = { refuse: refuseCrowdedCustomers, hintsOf: toLeftOutHints };

export const trackReading: Reading = {
	...reviews,
	read: (parameters) => {
		const { element, clientIp, ...ask } = readEventElement(parameters, eventFields);
		const headers = clientIp === undefined ? undefined : { 'X-Forwarded-For': clientIp };
		// Events carry their time, so their order does not matter.
		return { ...ask, records: [{ subjects: [], body: element, headers }] };
	},
};

export const bulkTrackReading: Reading = {
	...reviews,
	read: (parameters) => {
		const { element, identifiers, leftOut } = readEventElement(parameters, bulkEventFields);
		// Events carry their time, so their order does not matter.
		const record = { subjects: [], body: { type: 'transition' }, element };
		return { records: [record], identifiers, leftOut };
	},
};
