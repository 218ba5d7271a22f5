import { createAdmission, writeLimitHeaders, writeOverLimit, type Admission } from './admission';
import { checkBodyKind, checkHeaders, checkQuery, parseBody } from './checks';
import { createCounts, type Counts } from './counts';
import { createDirectory, keyMismatch } from './directory';
import { findRoute } from './endpoints';
import type { Endpoint } from './endpoints/endpoint';
import type { EndpointName } from './endpoints/names';
import type { ArrivedRequest, Processed } from './exchange';
import { createFaultSource, type FaultKind, type ScriptedFault } from './faults';
import type { LimitDecision } from './limits';
import { createLogEntry, maskSecret } from './logEntry';
import { isViolation, toRefusal, writeReason, type Refusal } from './refusals';
import { writeFault } from './faultReplies';
import { writeJson, writeRefusal, writeRouteNotFound, type Reply } from './replies';
import { createRequestLog, type ReceivedRequest } from './requestLog';
import type { Settings } from './settings';
import { addListedUsers, completeDeletions } from './knownUsers';
import { addNote, createWorkspaceState, findOrAdd, type WorkspaceState } from './state';
import type { User, Workspace } from './workspaces';

/** MoEngage without its sockets: a request comes in, a reply goes out, the state has changed. */
export interface MoEngage {
	receive(request: ArrivedRequest): Reply;
	received(endpoint?: EndpointName): ReceivedRequest[];
	counts(): Counts;
	stateOf(workspaceId: string): WorkspaceState;
	failNext(kind: FaultKind, fault?: ScriptedFault): void;
	configure(settings: Settings): void;
	clear(): void;
}

interface Tenant {
	state: WorkspaceState;
	admission: Admission;
}

const findListedUsers = ({ workspaces }: Settings, workspaceId: string): readonly User[] =>
	workspaces.find((workspace) => workspace.workspaceId === workspaceId)?.users ?? [];

/** The faults that MoEngage's own servers answer with; a gateway knows nothing of the limits. */
const faultsWithLimitHeaders: ReadonlySet<FaultKind> = new Set([
	'500',
	'400',
	'403',
	'413',
	'415',
	'cutJson',
	'cutBody',
]);

export const createMoEngage = (initial: Settings): MoEngage => {
	let settings = initial;
	let directory = createDirectory(settings.workspaces);
	const tenants = new Map<string, Tenant>();
	const faults = createFaultSource(settings.faults);
	const log = createRequestLog(settings.keepRequests);
	let counts = createCounts();

	const findTenant = (workspaceId: string): Tenant => {
		return findOrAdd(tenants, workspaceId, () => {
			const state = createWorkspaceState();
			addListedUsers(state, findListedUsers(settings, workspaceId));
			return { state, admission: createAdmission() };
		});
	};

	const countRequest = (endpoint: Endpoint, tenant: Tenant, body: unknown): LimitDecision => {
		const decision = tenant.admission.admit(endpoint, body, settings, performance.now());
		const count = counts[endpoint.name];
		count.maxInWindow = Math.max(count.maxInWindow, tenant.admission.maxInWindow(endpoint));
		return decision;
	};

	const noteRefusal = (endpoint: Endpoint, tenant: Tenant, refusal: Refusal, sent: unknown) => {
		if (!isViolation(refusal)) return;
		const reason = writeReason(refusal);
		addNote(tenant.state.violations, { endpoint: endpoint.name, reason, sent: maskSecret(sent) });
	};

	/** What the endpoint itself says, once the request is admitted. */
	const answer = (
		endpoint: Endpoint,
		workspace: Workspace,
		tenant: Tenant,
		request: ArrivedRequest,
		parameters: URLSearchParams,
		parsed: { body: unknown } | { refusal: Refusal } | undefined,
	): Processed => {
		const body = parsed && 'body' in parsed ? parsed.body : undefined;
		const refusal =
			checkQuery(endpoint, workspace, parameters) ??
			(parsed && 'refusal' in parsed ? parsed.refusal : undefined);
		if (refusal) {
			noteRefusal(endpoint, tenant, refusal, body);
			return { reply: writeRefusal(endpoint, refusal), body, applied: false, refusal };
		}
		const outcome = endpoint.answer({
			workspace,
			state: tenant.state,
			settings,
			query: Object.fromEntries(parameters),
			readHeader: (name) => {
				const value = request.headers[name];
				return Array.isArray(value) ? value.join(', ') : value;
			},
			body,
		});
		if ('refusal' in outcome) {
			noteRefusal(endpoint, tenant, outcome.refusal, body);
			const reply = writeRefusal(endpoint, outcome.refusal);
			return { reply, body, applied: false, refusal: outcome.refusal };
		}
		counts[endpoint.name].records += outcome.records;
		if (!outcome.repeated) counts[endpoint.name].applied += 1;
		return { reply: writeJson(outcome.status, outcome.body), body, applied: !outcome.repeated };
	};

	const handle = (
		endpoint: Endpoint,
		pathWorkspaceId: string | undefined,
		request: ArrivedRequest,
		parameters: URLSearchParams,
	): Processed => {
		const turnAway = (refusal: Refusal, body?: unknown): Processed => ({
			reply: writeRefusal(endpoint, refusal),
			body,
			applied: false,
			refusal,
		});

		const { headers } = request;
		const opened = directory.authenticate(headers.authorization, endpoint.errors);
		if ('refusal' in opened) return turnAway(opened.refusal);
		const { workspace } = opened;
		if (
			pathWorkspaceId !== undefined &&
			pathWorkspaceId !== encodeURIComponent(workspace.workspaceId)
		) {
			return turnAway(keyMismatch);
		}
		const tenant = findTenant(workspace.workspaceId);
		completeDeletions(tenant.state, performance.now());
		const refusal =
			checkHeaders(endpoint, workspace, headers) ?? checkBodyKind(endpoint, headers, request.size);
		if (refusal) {
			noteRefusal(endpoint, tenant, refusal, undefined);
			return turnAway(refusal);
		}
		if (endpoint.errors === 'v5' && !workspace.features.v5) {
			return {
				reply: writeRouteNotFound(),
				body: undefined,
				applied: false,
				refusal: toRefusal(404, 'notFound', 'The workspace has no v5 API'),
			};
		}

		const parsed = endpoint.method === 'GET' ? undefined : parseBody(request.bytes);
		const body = parsed && 'body' in parsed ? parsed.body : undefined;
		const decision = countRequest(endpoint, tenant, body);
		if (!decision.allowed) {
			return {
				reply: writeOverLimit(endpoint, decision),
				body,
				applied: false,
				refusal: toRefusal(429, 'rateLimit', 'over the limit'),
			};
		}

		const fault = faults.draw(endpoint.name);
		if (!fault) {
			const answered = answer(endpoint, workspace, tenant, request, parameters, parsed);
			Object.assign(answered.reply.headers, writeLimitHeaders(decision));
			return answered;
		}
		const answered = fault.afterApply
			? answer(endpoint, workspace, tenant, request, parameters, parsed)
			: undefined;
		const reply = writeFault(endpoint, fault, answered?.reply);
		if (faultsWithLimitHeaders.has(fault.kind)) {
			Object.assign(reply.headers, writeLimitHeaders(decision));
		}
		return { ...(answered ?? { body, applied: false }), reply, fault };
	};

	const note = (
		request: ArrivedRequest,
		path: string,
		parameters: URLSearchParams,
		endpoint: Endpoint | undefined,
		processed: Processed,
	): void => {
		const { refusal, fault } = processed;
		const count = endpoint && counts[endpoint.name];
		if (count) {
			count.requests += 1;
			if (fault) count.faults += 1;
			if (refusal?.status === 429) count.refused429 += 1;
			else if (refusal) count.refused += 1;
		}
		if (settings.keepRequests === 0) return;
		log.add(createLogEntry(request, path, parameters, endpoint?.name, processed));
	};

	const receive = (request: ArrivedRequest): Reply => {
		const mark = request.target.indexOf('?');
		const path = mark < 0 ? request.target : request.target.slice(0, mark);
		const parameters = new URLSearchParams(mark < 0 ? '' : request.target.slice(mark + 1));

		const route = findRoute(path);
		const endpoint = route?.byMethod.get(request.method);
		if (route && endpoint) {
			const processed = handle(endpoint, route.workspaceId, request, parameters);
			note(request, path, parameters, endpoint, processed);
			return processed.reply;
		}
		const refusal: Refusal = route
			? toRefusal(
					405,
					'method',
					`This API only supports the ${[...route.byMethod.keys()].join(', ')} method. Kindly update the method and retry again.`,
				)
			: toRefusal(404, 'notFound', 'no such path');
		const reply = route ? writeRefusal(route.anyEndpoint, refusal) : writeRouteNotFound();
		if (route) reply.headers['allow'] = [...route.byMethod.keys()].join(', ');
		note(request, path, parameters, undefined, { reply, body: undefined, applied: false, refusal });
		return reply;
	};

	return {
		receive,
		received: (endpoint) => log.list(endpoint),
		counts: () => structuredClone(counts),
		stateOf: (workspaceId) => findTenant(workspaceId).state,
		failNext: (kind, fault) => {
			faults.script(kind, fault);
		},
		configure: (changed) => {
			if (changed.faults !== settings.faults) faults.configure(changed.faults);
			if (changed.workspaces !== settings.workspaces) {
				directory = createDirectory(changed.workspaces);
			}
			log.keep(changed.keepRequests);
			settings = changed;
			for (const [workspaceId, { state }] of tenants) {
				addListedUsers(state, findListedUsers(settings, workspaceId));
			}
		},
		clear: () => {
			tenants.clear();
			faults.clear();
			log.clear();
			counts = createCounts();
		},
	};
};
