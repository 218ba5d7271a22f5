import { z } from 'zod';

import { endpointNames } from './endpoints/names';
import { faultKinds, scriptedFaultSchema, type FaultKind, type ScriptedFault } from './faults';
import type { MoEngage } from './moengage';
import { writeJson, type Reply } from './replies';
import { changesSchema, type SandboxChanges, type Settings } from './settings';
import { toPlain } from './state';

export interface ControlPlane {
	/** Answers a request to the sandbox itself; undefined where the path is MoEngage's. */
	receive(method: string, target: string, body: string): Reply | undefined;
}

/** The parts of the sandbox that can be reached over HTTP. */
export interface Controlled {
	moengage: MoEngage;
	readSettings(): Settings;
	configure(changes: SandboxChanges): void;
	failNext(kind: FaultKind, fault?: ScriptedFault): void;
	clear(): void;
	readInFlight(): { inFlight: number; maxInFlight: number };
}

const prefix = '/__sandbox';
const failNextSchema = scriptedFaultSchema.extend({ kind: z.enum(faultKinds) });
const advanceSchema = z.object({ ms: z.number().positive() }).strict();
const requestsQuerySchema = z
	.object({
		endpoint: z.enum(endpointNames).optional(),
		limit: z.coerce.number().int().positive().default(100),
	})
	.strict();

export const createControlPlane = (controlled: Controlled): ControlPlane => {
	const { moengage } = controlled;

	const describeState = (): object => {
		const settings = controlled.readSettings();
		return {
			...controlled.readInFlight(),
			counts: moengage.counts(),
			states: Object.fromEntries(
				settings.workspaces.map(({ workspaceId }) => [
					workspaceId,
					toPlain(moengage.stateOf(workspaceId)),
				]),
			),
			settings,
		};
	};

	const listRequests = (parameters: URLSearchParams): object => {
		const { endpoint, limit } = requestsQuerySchema.parse(Object.fromEntries(parameters));
		return moengage.received(endpoint).slice(-limit);
	};

	const readJson = (body: string): unknown => JSON.parse(body === '' ? '{}' : body);

	const act = (action: string, parameters: URLSearchParams, body: string): Reply | undefined => {
		switch (action) {
			case 'GET /state':
				return writeJson(200, describeState());
			case 'GET /requests':
				return writeJson(200, listRequests(parameters));
			case 'POST /configure':
				controlled.configure(changesSchema.parse(readJson(body)));
				return writeJson(200, { settings: controlled.readSettings() });
			case 'POST /fail-next': {
				const { kind, ...fault } = failNextSchema.parse(readJson(body));
				controlled.failNext(kind, fault);
				return writeJson(200, { ok: true });
			}
			case 'POST /advance':
				moengage.advance(advanceSchema.parse(readJson(body)).ms);
				return writeJson(200, { ok: true });
			case 'POST /clear':
				controlled.clear();
				return writeJson(200, { ok: true });
			default:
				return undefined;
		}
	};

	return {
		receive: (method, target, body) => {
			const url = new URL(target, 'http://sandbox');
			if (!url.pathname.startsWith(`${prefix}/`)) return undefined;
			try {
				const action = `${method} ${url.pathname.slice(prefix.length)}`;
				return (
					act(action, url.searchParams, body) ??
					writeJson(404, { message: `The sandbox has no ${method} ${url.pathname}` })
				);
			} catch (error) {
				const problems = error instanceof z.ZodError ? error.issues : String(error);
				return writeJson(400, { message: 'The sandbox cannot use this', problems });
			}
		},
	};
};
