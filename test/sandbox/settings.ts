import { z } from 'zod';

import { endpointNames, type EndpointName } from './endpoints/names';
import { faultSettingsSchema } from './faults';
import { documentedLimits, type Limit } from './limits';
import { demoWorkspace, workspaceSchema } from './workspaces';

const limitSchema = z
	.object({
		/** Units in one window; `null` lifts the limit. Users, events and devices count separately. */
		perMinute: z.number().int().positive().nullable().optional(),
		perDay: z.number().int().positive().nullable().optional(),
	})
	.strict();

const latencySchema = z.union([
	z.number().min(0),
	z.object({ min: z.number().min(0), max: z.number().min(0) }).strict(),
]);

/** What can be changed while the sandbox runs. */
const changeableSchema = z
	.object({
		workspaces: z.array(workspaceSchema).min(1),
		/** Off: the device of a user whom MoEngage does not know is accepted and lost. */
		anyUser: z.boolean(),
		/** How long a user who is deleted stays. */
		deletionHours: z.number().min(0),
		/** Changes to the documented limits. */
		limits: z.record(z.enum(endpointNames), limitSchema),
		/**
		 * Milliseconds between a request and its answer. What a request changes has happened before
		 * the wait, so a client that gives up meanwhile has been heard all the same.
		 */
		latencyMs: latencySchema,
		faults: faultSettingsSchema,
		/** How many received requests the log keeps; the oldest drop out. */
		keepRequests: z.number().int().min(0),
	})
	.strict();

export const changesSchema = changeableSchema.partial();

const settingsSchema = changesSchema.extend({
	/** 0: any free port. */
	port: z.number().int().min(0).max(65_535).default(0),
	host: z.string().default('127.0.0.1'),
});

export type SandboxSettings = z.input<typeof settingsSchema>;
export type SandboxChanges = z.input<typeof changesSchema>;

export interface Settings extends z.output<typeof changeableSchema> {
	port: number;
	host: string;
}

const createDefaults = (): z.output<typeof changeableSchema> => ({
	workspaces: [workspaceSchema.parse(demoWorkspace)],
	anyUser: true,
	deletionHours: 24,
	limits: {},
	latencyMs: 0,
	faults: faultSettingsSchema.parse({}),
	keepRequests: 10_000,
});

/** Throws a ZodError that names the setting when one is unknown or of the wrong kind. */
export const readSettings = (settings: SandboxSettings): Settings => ({
	...createDefaults(),
	...settingsSchema.parse(settings),
});

export const findLimit = (settings: Settings, endpoint: EndpointName): Limit => {
	const documented = documentedLimits[endpoint];
	const changed = settings.limits[endpoint];
	return {
		perMinute: changed?.perMinute === undefined ? documented.perMinute : changed.perMinute,
		perDay: changed?.perDay === undefined ? documented.perDay : changed.perDay,
	};
};
