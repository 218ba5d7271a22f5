import { z } from 'zod';

import { findOrAddUser } from '../knownUsers';
import { describeInvalid, sayingOfOthers, toRefusal, type Refusal } from '../refusals';
import { addNote } from '../state';
import { checkAttributes, cutAttributes, ownPrefix } from './attributes';
import { customerIdSchema } from './customerId';
import { createElementEndpoint, noteViolation, type ElementKind } from './element';
import type { Call } from './endpoint';

const maxAttributes = 100;
const maxNameLength = 200;
const maxOffset = 54_000;
const eventsKept = 200_000;

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?$/;

const isMilliseconds = (time: string | number): boolean => /^\d{13}$/.test(String(time));

/**
 * Milliseconds since 1970 of ISO 8601 text (UTC where it names no zone) or of epoch seconds; of epoch
 * milliseconds, which MoEngage does not take, the time of receipt.
 */
const readTime = (time: string | number): number => {
	if (isMilliseconds(time)) return Date.now();
	if (typeof time === 'number') return time * 1_000;
	if (/^\d{1,12}$/.test(time)) return Number(time) * 1_000;
	if (time.length > 40 || !isoTime.test(time)) return NaN;
	return Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/.test(time) ? time : `${time}Z`);
};

const timeSchema = z
	.union([z.string(), z.number()])
	.refine((time) => Number.isFinite(readTime(time)), 'is neither ISO 8601 nor epoch seconds')
	.optional();

const offsetSchema = z
	.union([
		z.number(),
		z
			.string()
			.regex(/^-?\d{1,5}$/)
			.transform(Number),
	])
	.pipe(z.number().int().min(-maxOffset).max(maxOffset));

const actionSchema = z
	.object({
		action: z
			.string()
			.min(1, "'action' cannot be empty")
			.max(maxNameLength, `'action' has more than ${maxNameLength} characters`)
			.refine((name) => !name.startsWith(ownPrefix), "'action' is a reserved name"),
		attributes: z.record(z.unknown()).default({}),
		platform: z
			.enum(
				['ANDROID', 'iOS', 'web', 'TV', 'unknown'],
				sayingOfOthers("'platform' is not a valid platform."),
			)
			.optional(),
		moe_os_type: z.string().optional(),
		app_version: z.string().optional(),
		user_time: timeSchema,
		current_time: timeSchema,
		user_timezone_offset: offsetSchema.optional(),
		real_time_action: z.union([z.boolean(), z.enum(['true', 'false'])]).default(false),
	})
	.strict();

const eventSchema = z
	.object({
		type: z.literal('event', sayingOfOthers("'type' should be event")),
		customer_id: customerIdSchema,
		device_id: z.string().min(1, "'device_id' cannot be empty").optional(),
		dedup_id: z.string().min(1, "'dedup_id' cannot be empty").optional(),
		actions: z.array(actionSchema).min(1, "'actions' cannot be an empty array"),
	})
	.strict();

type Action = z.output<typeof actionSchema>;

/** MoEngage takes the time of receipt where the action names none. */
const findTime = ({ current_time: utc, user_time: local, ...action }: Action): number => {
	const time = utc ?? local;
	if (time === undefined) return Date.now();
	const offset = utc === undefined && !isMilliseconds(time) ? action.user_timezone_offset : 0;
	return readTime(time) - (offset ?? 0) * 1_000;
};

const checkAction = (action: Action): Refusal | undefined => {
	if (Object.keys(action.attributes).length > maxAttributes) {
		return toRefusal(
			400,
			'invalid',
			`'attributes' has more than ${maxAttributes} entries`,
			'attributes',
		);
	}
	// MoEngage takes times in whole seconds, so an event of now may be rounded up.
	if (findTime(action) > Date.now() + 1_000) {
		return toRefusal(
			400,
			'invalid',
			'The time of an event cannot be in the future',
			action.current_time === undefined ? 'user_time' : 'current_time',
		);
	}
	return checkAttributes('event', action.attributes);
};

/** Whether the event came before, with the same deduplication id and the same contents. */
const isRepeated = ({ state }: Call, event: z.output<typeof eventSchema>): boolean => {
	if (event.dedup_id === undefined) return false;
	const contents = JSON.stringify(event);
	if (state.deduplicated.has(contents)) return true;
	state.deduplicated.add(contents);
	return false;
};

const countedSchema = z.object({ actions: z.array(z.unknown()) });

/** A user's actions, as `trackEvent` and bulk imports take them. */
export const eventElement: ElementKind = {
	unit: 'events',
	count: (element) => {
		const read = countedSchema.safeParse(element);
		return read.success ? Math.max(1, read.data.actions.length) : 1;
	},
	receive: (call, endpoint, element) => {
		const read = eventSchema.safeParse(element);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const { customer_id: customerId, device_id: deviceId, actions } = read.data;
		const { dedup_id: deduplicationId } = read.data;
		for (const action of actions) {
			const refusal = checkAction(action);
			if (refusal) return { refusal };
		}

		if (isRepeated(call, read.data)) return { records: 0 };
		findOrAddUser(call.state, customerId);
		for (const action of actions) {
			const { kept, cut } = cutAttributes(action.attributes);
			if ([action.current_time, action.user_time].some((time) => time && isMilliseconds(time))) {
				noteViolation(call, endpoint, 'milliseconds: replaced by the time of receipt', element);
			}
			if (cut.length > 0) noteViolation(call, endpoint, `cut: ${cut.join(', ')}`, element);
			const event = {
				endpoint,
				customerId,
				action: action.action,
				attributes: kept,
				at: findTime(action),
				...(deviceId === undefined ? {} : { deviceId }),
				...(action.platform === undefined ? {} : { platform: action.platform }),
				...(action.app_version === undefined ? {} : { appVersion: action.app_version }),
				...(deduplicationId === undefined ? {} : { deduplicationId }),
				realTime: String(action.real_time_action) === 'true',
			};
			addNote(call.state.events, event, eventsKept);
		}
		return { records: actions.length };
	},
};

export const trackEvent = createElementEndpoint(eventElement, {
	name: 'trackEvent',
	path: '/v1/event/{workspaceId}',
	query: { required: ['app_id'], optional: ['project_code'] },
});
