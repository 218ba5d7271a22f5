import { z } from 'zod';

import { countUse } from '../fairUse';
import { findOrAddUser } from '../knownUsers';
import { describeInvalid, sayingOfOthers, toRefusal, type Refusal } from '../refusals';
import { addNote } from '../state';
import { checkAttributes, cutAttributes } from './attributes';
import { customerIdSchema } from './customerId';
import { createElementEndpoint, lose, noteViolation, type ElementKind } from './element';
import type { Call } from './endpoint';

const maxAttributes = 100;
const maxOffset = 54_000;
const eventsKept = 200_000;

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?$/;

/** Milliseconds since 1970 of ISO 8601 text (UTC where it names no zone) or of epoch seconds. */
const readTime = (time: string | number): number => {
	if (typeof time === 'number') return time * 1_000;
	if (/^\d{1,12}$/.test(time)) return Number(time) * 1_000;
	if (time.length > 40 || !isoTime.test(time)) return NaN;
	return Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/.test(time) ? time : `${time}Z`);
};

const timeSchema = z
	.union([z.string(), z.number()])
	.transform(readTime)
	.refine(Number.isFinite, 'is neither ISO 8601 nor epoch seconds')
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
		action: z.string().min(1, "'action' cannot be empty"),
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
		actions: z.array(actionSchema).min(1, "'actions' cannot be an empty array"),
	})
	.strict();

type Action = z.output<typeof actionSchema>;

/** MoEngage takes the time of receipt where the action names none. */
const findTime = ({ current_time: utc, user_time: local, user_timezone_offset: offset }: Action) =>
	utc ?? (local === undefined ? Date.now() : local - (offset ?? 0) * 1_000);

const checkAction = ({ workspace }: Call, action: Action): Refusal | undefined => {
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
	return checkAttributes(action.attributes, workspace.features.objectAttributes);
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
		for (const action of actions) {
			const refusal = checkAction(call, action);
			if (refusal) return { refusal };
		}

		const overuse = countUse(call, customerId, actions.length);
		if (overuse !== undefined) {
			lose(call, endpoint, overuse, element);
			return { records: 0 };
		}
		findOrAddUser(call.state, customerId);
		for (const action of actions) {
			const { kept, cut } = cutAttributes(action.attributes);
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
