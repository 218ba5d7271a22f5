import { z } from 'zod';

import { endpointNames, type EndpointName } from './endpoints/names';

const unavailable = ['500', '502html', '503', '503retryAfter', '429bare'] as const;
const broken = ['reset', 'cutJson', 'cutBody', 'emptyBody', 'html200'] as const;
const refusals = ['400', '401', '403', '403blocked', '409secret', '413', '415'] as const;
/** What a proxy on the way answers by itself. */
const ofProxies = ['403html', 'redirect307'] as const;
export const faultKinds = [
	...unavailable,
	...broken,
	...refusals,
	...ofProxies,
	'error200',
	'hang',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** The faults that pass when the request is simply sent again. */
export const passingFaultKinds: FaultKind[] = [...unavailable, ...broken];

const shareSchema = z.number().min(0).max(1);

export const faultSettingsSchema = z
	.object({
		/** How many of the requests meet a fault: 0 none, 1 all. */
		share: shareSchema.default(0),
		/** Drawn from at random, each as likely as the others. */
		kinds: z.array(z.enum(faultKinds)).min(1).default(passingFaultKinds),
		/** The same seed gives the same sequence of faults. */
		seed: z.number().int().default(1),
		/** Whether (or in which share of the faults) the request takes effect before the fault. */
		afterApply: z.union([z.boolean(), shareSchema]).default(false),
		/** What `503retryAfter` sends, in seconds. */
		retryAfterSeconds: z.number().min(0).default(1),
	})
	.strict();

export type FaultSettings = z.output<typeof faultSettingsSchema>;

export const scriptedFaultSchema = z
	.object({
		/** Only requests to this endpoint meet the fault; any endpoint when left out. */
		endpoint: z.enum(endpointNames).optional(),
		times: z.number().int().positive().default(1),
		/** Whether the request takes effect before the fault. */
		afterApply: z.boolean().default(false),
		retryAfterSeconds: z.number().min(0).optional(),
	})
	.strict();

export type ScriptedFault = z.input<typeof scriptedFaultSchema>;

export interface Fault {
	kind: FaultKind;
	afterApply: boolean;
	retryAfterSeconds: number;
}

/** A seeded generator of numbers from 0 up to 1 (mulberry32), so that a run can be repeated. */
export const createRandom = (seed: number): (() => number) => {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
};

export interface FaultSource {
	/** The fault that the next request to this endpoint meets, if any: scripted ones come first. */
	draw(endpoint: EndpointName): Fault | undefined;
	script(kind: FaultKind, fault?: ScriptedFault): void;
	configure(settings: FaultSettings): void;
	/** Forgets scripted faults and starts the random sequence anew. */
	clear(): void;
}

export const createFaultSource = (initial: FaultSettings): FaultSource => {
	let settings = initial;
	let random = createRandom(settings.seed);
	let queue: Array<z.output<typeof scriptedFaultSchema> & { kind: FaultKind }> = [];

	const drawScripted = (endpoint: EndpointName): Fault | undefined => {
		const scripted = queue.find((fault) => !fault.endpoint || fault.endpoint === endpoint);
		if (!scripted) return undefined;
		scripted.times -= 1;
		if (scripted.times === 0) queue = queue.filter((fault) => fault !== scripted);
		return {
			...scripted,
			retryAfterSeconds: scripted.retryAfterSeconds ?? settings.retryAfterSeconds,
		};
	};

	const drawRandom = (): Fault | undefined => {
		if (settings.share === 0 || random() >= settings.share) return undefined;
		const kind = settings.kinds[Math.floor(random() * settings.kinds.length)];
		if (!kind) return undefined;
		return {
			kind,
			afterApply: random() < Number(settings.afterApply),
			retryAfterSeconds: settings.retryAfterSeconds,
		};
	};

	return {
		draw: (endpoint) => (queue.length > 0 ? drawScripted(endpoint) : undefined) ?? drawRandom(),
		script: (kind, fault = {}) => {
			queue.push({ ...scriptedFaultSchema.parse(fault), kind });
		},
		configure: (changed) => {
			settings = changed;
			random = createRandom(settings.seed);
		},
		clear: () => {
			queue = [];
			random = createRandom(settings.seed);
		},
	};
};
