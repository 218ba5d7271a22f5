import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { control, controlPrefix } from './controlPlane';
import type { Counts } from './counts';
import { deliver } from './deliver';
import type { EndpointName } from './endpoints/names';
import { createRandom, type FaultKind, type ScriptedFault } from './faults';
import { createMoEngage } from './moengage';
import type { Reply } from './replies';
import type { ReceivedRequest } from './requestLog';
import { changesSchema, readSettings, type SandboxChanges, type SandboxSettings } from './settings';
import type { Violation, WorkspaceState } from './state';

export type { Counts } from './counts';
export type { EndpointName } from './endpoints/names';
export { passingFaultKinds, type FaultKind } from './faults';
export type { ReceivedRequest } from './requestLog';
export type { SandboxChanges, SandboxSettings } from './settings';
export type * from './state';
export { demoWorkspace, type WorkspaceSettings } from './workspaces';

export interface Sandbox {
	/** Where it listens, without a slash at the end. */
	readonly url: string;
	/** Requests that are not answered yet. */
	readonly inFlight: number;
	/** What the first workspace has been told. */
	readonly state: WorkspaceState;
	/** What no client should have sent to the first workspace; empty after a correct one. */
	readonly violations: readonly Violation[];
	stateOf(workspaceId: string): WorkspaceState;
	/** The kept requests, oldest first. */
	received(endpoint?: EndpointName): ReceivedRequest[];
	counts(): Counts;
	/** The next request (or the next `times`) meets this fault; several calls queue up. */
	failNext(kind: FaultKind, fault?: ScriptedFault): void;
	/** Changes the given settings and keeps all others; the log and the state stay. */
	configure(changes: SandboxChanges): void;
	/** Forgets the log, the state, used-up limits and scripted faults; the settings stay. */
	clear(): void;
	/** Breaks what is under way and stops listening. */
	close(): Promise<void>;
}

/** Bytes of a body that are kept at most: more than any endpoint takes. */
const keptBodySize = 256_000;

/**
 * Starts a MoEngage to develop against: its endpoints, as strict as the reference, with
 * limits, latency and faults on request. It listens on loopback unless `host` says otherwise.
 */
export const startSandbox = async (given: Partial<SandboxSettings> = {}): Promise<Sandbox> => {
	let settings = readSettings(given);
	const moengage = createMoEngage(settings);
	const random = createRandom(1);
	const delayed = new Set<NodeJS.Timeout>();
	let inFlight = 0;

	const configure = (changes: SandboxChanges): void => {
		settings = { ...settings, ...changesSchema.parse(changes) };
		moengage.configure(settings);
	};

	const drawLatency = (): number => {
		const { latencyMs } = settings;
		if (typeof latencyMs === 'number') return latencyMs;
		return latencyMs.min + random() * (latencyMs.max - latencyMs.min);
	};

	const deliverLater = (response: ServerResponse, reply: Reply): void => {
		const latency = drawLatency();
		if (latency === 0) {
			deliver(response, reply);
			return;
		}
		const timer = setTimeout(() => {
			delayed.delete(timer);
			if (!response.destroyed) deliver(response, reply);
		}, latency);
		delayed.add(timer);
	};

	const countInFlight = (response: ServerResponse): void => {
		inFlight += 1;
		response.once('close', () => {
			inFlight -= 1;
		});
	};

	const listen = (request: IncomingMessage, response: ServerResponse): void => {
		const method = request.method ?? 'GET';
		const target = request.url ?? '/';
		const forSandbox = target.startsWith(controlPrefix);
		if (!forSandbox) countInFlight(response);

		const chunks: Buffer[] = [];
		let size = 0;
		request.on('data', (chunk: Buffer) => {
			if (size < keptBodySize) chunks.push(chunk);
			size += chunk.length;
		});
		request.on('end', () => {
			const [first = Buffer.alloc(0), ...others] = chunks;
			const bytes = others.length === 0 ? first : Buffer.concat(chunks);
			if (forSandbox) {
				const controlled = { moengage, configure, clear: moengage.clear };
				deliver(response, control(controlled, method, target, bytes.toString('utf8')));
			} else {
				const arrived = { method, target, headers: request.headers, bytes, size };
				deliverLater(response, moengage.receive(arrived));
			}
		});
	};

	const server = createServer(listen);
	// A client that keeps connections must not meet one that closes while it sends.
	server.keepAliveTimeout = 60_000;
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(settings.port, settings.host, resolve);
	});
	const address = server.address();
	if (address === null || typeof address === 'string') {
		throw new Error('The sandbox does not listen on a TCP port');
	}
	const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;

	const readState = (): WorkspaceState =>
		moengage.stateOf(settings.workspaces[0]?.workspaceId ?? '');

	return {
		url: `http://${host}:${address.port}`,
		get inFlight() {
			return inFlight;
		},
		get state() {
			return readState();
		},
		get violations() {
			return readState().violations;
		},
		stateOf: moengage.stateOf,
		received: moengage.received,
		counts: moengage.counts,
		failNext: moengage.failNext,
		configure,
		clear: moengage.clear,
		close: async () => {
			for (const timer of delayed) clearTimeout(timer);
			delayed.clear();
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
};
