import { DateTime } from 'luxon';
import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../api/endpoints';
import { eventAttributeProperties, readEventAttributes } from '../fields/attributes';
import { readEventName } from '../fields/attributeValues';
import { readDate, toUtcText } from '../fields/dates';
import {
	createAdditionalFields,
	createAppVersion,
	createClientIp,
	createCustomerId,
	createDeviceId,
	createNotice,
	PLATFORMS,
	platformOptions,
} from '../fields/properties';
import { collection, readParameters, InvalidValue, optional, type Reader } from '../fields/reader';
import {
	choice,
	optionalBoolean,
	optionalClientIp,
	optionalText,
	readCustomerId,
} from '../fields/scalars';
import { show } from '../fields/text';
import type { ItemParameters, ItemRecord, ItemRequest, Operation } from '../operation';
import { createAttributeChecks } from '../userLimits';

/** @param clientIp The field for it, if each event has a request of its own */
const createEventProperties = (clientIp: INodeProperties[]): INodeProperties[] => [
	createNotice('repeatNotice', 'If you run this step again, MoEngage records the events again.'),
	createCustomerId(
		'The ID of the user in your own systems. MoEngage creates the user if it does not know the ID.',
	),
	{
		displayName: 'Event Name',
		name: 'eventName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Deal Won',
		description: 'Name of the event, exactly as MoEngage shows it',
	},
	...eventAttributeProperties,
	createAdditionalFields([
		createAppVersion('Version of the app that the event happened in'),
		...clientIp,
		{
			displayName: 'Deduplication ID',
			name: 'deduplicationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. order-1017',
			description:
				'Your own ID for the event. MoEngage records the same event with the same ID once, where the workspace supports it, so the node can send it again after an unclear answer.',
		},
		createDeviceId({ description: 'The unique ID of the device that the event happened on' }),
		{
			displayName: 'Platform',
			name: 'platform',
			type: 'options',
			// An expression may give it in any case; the editor would mark that as unknown.
			allowArbitraryValues: true,
			default: 'unknown',
			options: [...platformOptions, { name: 'Unknown', value: 'unknown' }],
			description:
				'The platform that the event happened on. An expression can return it in uppercase or lowercase.',
		},
		{
			displayName: 'Real Time',
			name: 'realTime',
			type: 'boolean',
			default: true,
			description: 'Whether the event can start event-triggered campaigns, which need it',
		},
		{
			displayName: 'Time',
			name: 'time',
			type: 'dateTime',
			default: '',
			description:
				"When the event happened, as a date or in milliseconds since 1970. Leave it empty for the current time. A date without a time zone is in the workflow's time zone.",
		},
	]),
];

/** How far the clocks of other systems may be ahead of this one. Milliseconds. */
const MAX_CLOCK_DIFFERENCE = 5 * 60_000;

/**
 * Reads the time of an event, in UTC. MoEngage takes no time that is yet to come, so one that a clock
 * ahead of ours has written becomes the present moment.
 */
const readEventTime: Reader<string> = (value, parameters) => {
	const now = DateTime.now();
	const time = readDate(value, parameters);
	if (time.toMillis() <= now.toMillis() + MAX_CLOCK_DIFFERENCE) {
		return toUtcText(DateTime.min(time, now));
	}
	throw new InvalidValue(
		`is ${show(value)}, which is in the future`,
		`Enter the time when the event happened, or leave it empty for the current time. A time without a time zone is in the workflow's time zone, ${parameters.timeZone}.`,
	);
};

const schema = {
	customerId: readCustomerId,
	eventName: readEventName,
	attributesMode: readEventAttributes,
	additionalFields: collection({
		appVersion: optionalText,
		clientIp: optionalClientIp,
		deduplicationId: optionalText,
		deviceId: optionalText,
		platform: optional(choice([...PLATFORMS, 'unknown'])),
		realTime: optionalBoolean,
		time: optional(readEventTime),
	}),
};

type CreateRecord = (event: IDataObject, headers: ItemRecord['headers']) => Partial<ItemRecord>;

/** Reads an event, which is the body of a request (track event) or an entry of one (bulk import). */
const readEvent = (parameters: ItemParameters, createRecord: CreateRecord): ItemRequest => {
	const { additionalFields: more, ...input } = readParameters(schema, parameters);
	const { customerId: customer_id, eventName: event_name } = input;
	const action = {
		action: event_name,
		attributes: input.attributesMode,
		platform: more.platform,
		app_version: more.appVersion,
		current_time: more.time,
		real_time_action: more.realTime === true ? 'true' : undefined,
	};
	const event = {
		type: 'event',
		customer_id,
		device_id: more.deviceId,
		dedup_id: more.deduplicationId,
		actions: [action],
	};
	// MoEngage records an event with an ID only once, however often it is sent.
	const idempotent = more.deduplicationId !== undefined || undefined;
	return {
		// Events carry their time, so their order does not matter.
		records: [{ ...createRecord(event, more.clientIp), orderingKeys: [], idempotent }],
		identifiers: { customer_id, event_name },
	};
};

export const track: Operation = {
	name: 'Track',
	value: 'track',
	action: 'Track event',
	description:
		"Record a user's event, such as a purchase. An event that is sent twice is recorded twice.",
	endpoint: endpoints.trackEvent,
	properties: createEventProperties([createClientIp('user')]),
	createChecks: createAttributeChecks,
	read: (parameters) => readEvent(parameters, (body, headers) => ({ body, headers })),
};

export const bulkTrack: Operation = {
	name: 'Track in Bulk',
	value: 'bulkTrack',
	action: 'Track events in bulk',
	description:
		'Record many events with a few requests. An event that is sent twice is recorded twice.',
	endpoint: endpoints.bulkImportEvents,
	properties: createEventProperties([]),
	createChecks: createAttributeChecks,
	read: (parameters) => readEvent(parameters, (entry) => ({ body: { type: 'transition' }, entry })),
};
