import type { IncomingHttpHeaders } from 'node:http';

import {
	checkAccount,
	checkBodyKind,
	checkHeaders,
	checkQuery,
	createDirectory,
	parseBody,
	readBasicCredentials,
} from './checks';
import { copyCounts, createCounts, type Counts } from './counts';
import { findRoute } from './endpoints';
import type { Endpoint } from './endpoints/endpoint';
import type { EndpointName } from './endpoints/names';
import type { ErrorShape } from './errorBodies';
import { createFaultSource, type Fault, type FaultKind, type ScriptedFault } from './faults';
import { createLimiter, writeSeconds, type LimitDecision, type Limiter } from './limits';
import type { Refusal } from './refusals';
import { writeFault, writeJson, writeRefusal, writeRouteNotFound, type Reply } from './replies';
import { createRequestLog, type ReceivedRequest } from './requestLog';
import { findLimit, type Settings } from './settings';
import { createWorkspaceState, findOrAdd, type WorkspaceState } from './state';
import type { Workspace } from './workspaces';

export interface ArrivedRequest {
	method: string;
	/** With the query, as it came. */
	target: string;
	headers: IncomingHttpHeaders;
	/** Only the beginning, if the body is larger than any endpoint takes. */
	bytes: Buffer;
	/** The size of the whole body, in bytes. */
	size: number;
}

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
	limiters: Map<EndpointName, Limiter>;
}

interface Processed {
	reply: Reply;
	body: unknown;
	applied: boolean;
	refusal?: Refusal;
	fault?: Fault;
}

const createTenant = (): Tenant => ({ state: createWorkspaceState(), limiters: new Map() });

const maskAuthorization = (authorization: string): string =>
	`(basic auth of ${readBasicCredentials(authorization)?.user ?? 'nobody'})`;

const describeHeaders = (headers: IncomingHttpHeaders): Record<string, string> => {
	const described: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value === undefined) continue;
		const text = Array.isArray(value) ? value.join(', ') : value;
		described[name] = name === 'authorization' ? maskAuthorization(text) : text;
	}
	return described;
};

/** The log shows no key, not even the sandbox's own. */
const maskSecret = (body: unknown): unknown => {
	if (typeof body === 'object' && body !== null && 'app_secret' in body) {
		return { ...body, app_secret: '(hidden)' };
	}
	return typeof body === 'string' && body.includes('app_secret') ? '(hidden)' : body;
};

/** Also bodies that nobody looked at, because the request was turned away before. */
const describeBody = (bytes: Buffer): unknown => {
	if (bytes.length === 0) return undefined;
	const parsed = parseBody(bytes);
	return 'body' in parsed ? parsed.body : bytes.toString('utf8');
};

const describeRefusal = ({ reason, attribute, message }: Refusal): string =>
	attribute === undefined ? `${reason}: ${message}` : `${reason}: ${attribute}: ${message}`;

const limitMessages: Record<ErrorShape, string> = {
	data: 'Rate limits for customers exceeded. Please Try After Some Time',
	bulkResubscribe: 'Rate limit exceeded',
	landingPageGet: 'Exceeded rate limit for this url',
	landingPage: 'Exceeded rate limit for this url',
	optIn: 'Rate limit exceeded',
	v5: 'Rate limit exceeded for app key.',
};

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

	const limitHeaders = ({ report }: LimitDecision): Record<string, string> => {
		if (!report || settings.rateLimitHeaders === 'none') return {};
		const resetMs =
			report.resetMs + (settings.rateLimitHeaders === 'epochSeconds' ? Date.now() : 0);
		return {
			'x-ratelimit-limit': String(report.limit),
			'x-ratelimit-remaining': String(report.remaining),
			'x-ratelimit-reset': writeSeconds(resetMs, settings.windowMs),
		};
	};

	const writeOverLimit = (endpoint: Endpoint, decision: LimitDecision): Reply => {
		const reply: Reply =
			settings.limitAnswer === 'envoy'
				? { status: 429, headers: { 'x-envoy-ratelimited': 'true' }, body: '' }
				: writeRefusal(endpoint, {
						status: 429,
						reason: 'rateLimit',
						message: limitMessages[endpoint.errors],
					});
		if (settings.limitAnswer === 'plain') Object.assign(reply.headers, limitHeaders(decision));
		if (settings.retryAfter && decision.report) {
			reply.headers['retry-after'] = writeSeconds(decision.report.resetMs, settings.windowMs);
		}
		return reply;
	};

	const countRequest = (endpoint: Endpoint, tenant: Tenant, body: unknown): LimitDecision => {
		const limiter = findOrAdd(tenant.limiters, endpoint.name, createLimiter);
		const units = endpoint.countUnits?.(body) ?? 1;
		const limit = findLimit(settings, endpoint.name);
		const decision = limiter.take(units, performance.now(), limit, settings.windowMs);
		const count = counts.get(endpoint.name);
		if (count) count.maxInWindow = Math.max(count.maxInWindow, limiter.maxInWindow());
		return decision;
	};

	/** What the endpoint itself says, once the request is admitted. */
	const answer = (
		endpoint: Endpoint,
		workspace: Workspace,
		state: WorkspaceState,
		request: ArrivedRequest,
		parameters: URLSearchParams,
		parsed: { body: unknown } | { refusal: Refusal } | undefined,
	): Processed => {
		const body = parsed && 'body' in parsed ? parsed.body : undefined;
		const refusal =
			checkQuery(endpoint, workspace, parameters) ??
			(parsed && 'refusal' in parsed ? parsed.refusal : undefined);
		if (refusal) {
			return { reply: writeRefusal(endpoint, refusal), body, applied: false, refusal };
		}
		const outcome = endpoint.answer({
			workspace,
			state,
			query: Object.fromEntries(parameters),
			readHeader: (name) => {
				const value = request.headers[name];
				return Array.isArray(value) ? value.join(', ') : value;
			},
			body,
			anyUser: settings.anyUser,
		});
		if ('refusal' in outcome) {
			const reply = writeRefusal(endpoint, outcome.refusal);
			return { reply, body, applied: false, refusal: outcome.refusal };
		}
		const count = counts.get(endpoint.name);
		if (count) {
			count.records += outcome.records;
			if (!outcome.repeated) count.applied += 1;
		}
		return {
			reply: writeJson(outcome.status, outcome.body),
			body,
			applied: !outcome.repeated,
		};
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
		if (pathWorkspaceId !== undefined && pathWorkspaceId !== workspace.workspaceId) {
			return turnAway({
				status: 401,
				reason: 'credentials',
				message: 'App Secret key mismatch. Please login to the dashboard to verify key',
			});
		}
		const refusal =
			checkAccount(workspace) ??
			checkHeaders(endpoint, workspace, headers) ??
			checkBodyKind(endpoint, headers, request.size);
		if (refusal) return turnAway(refusal);
		if (endpoint.errors === 'v5' && !workspace.features.v5) {
			return {
				reply: writeRouteNotFound(),
				body: undefined,
				applied: false,
				refusal: { status: 404, reason: 'notFound', message: 'The workspace has no v5 API' },
			};
		}

		const parsed = endpoint.method === 'GET' ? undefined : parseBody(request.bytes);
		const body = parsed && 'body' in parsed ? parsed.body : undefined;
		const tenant = findOrAdd(tenants, workspace.workspaceId, createTenant);
		const decision = countRequest(endpoint, tenant, body);
		if (!decision.allowed) {
			return {
				reply: writeOverLimit(endpoint, decision),
				body,
				applied: false,
				refusal: { status: 429, reason: 'rateLimit', message: 'over the limit' },
			};
		}

		const fault = faults.draw(endpoint.name);
		if (!fault) {
			const answered = answer(endpoint, workspace, tenant.state, request, parameters, parsed);
			Object.assign(answered.reply.headers, limitHeaders(decision));
			return answered;
		}
		const answered = fault.afterApply
			? answer(endpoint, workspace, tenant.state, request, parameters, parsed)
			: undefined;
		const reply = writeFault(endpoint, fault, answered?.reply);
		if (faultsWithLimitHeaders.has(fault.kind)) {
			Object.assign(reply.headers, limitHeaders(decision));
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
		const { reply, refusal, fault } = processed;
		const count = endpoint && counts.get(endpoint.name);
		if (count) {
			count.requests += 1;
			if (fault) count.faults += 1;
			if (refusal?.status === 429) count.refused429 += 1;
			else if (refusal) count.refused += 1;
		}
		if (settings.keepRequests === 0) return;
		log.add({
			at: Date.now(),
			endpoint: endpoint?.name,
			method: request.method,
			path,
			query: Object.fromEntries(parameters),
			headers: describeHeaders(request.headers),
			body: maskSecret(processed.body ?? describeBody(request.bytes)),
			status: reply.status,
			applied: processed.applied,
			...(refusal ? { refused: describeRefusal(refusal) } : {}),
			...(fault ? { fault: fault.kind } : {}),
		});
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
			? {
					status: 405,
					reason: 'method',
					message: `This API only supports the ${[...route.byMethod.keys()].join(', ')} method. Kindly update the method and retry again.`,
				}
			: { status: 404, reason: 'notFound', message: 'no such path' };
		const reply = route ? writeRefusal(route.anyEndpoint, refusal) : writeRouteNotFound();
		if (route) reply.headers['allow'] = [...route.byMethod.keys()].join(', ');
		note(request, path, parameters, undefined, {
			reply,
			body: undefined,
			applied: false,
			refusal,
		});
		return reply;
	};

	return {
		receive,
		received: (endpoint) => log.list(endpoint),
		counts: () => copyCounts(counts),
		stateOf: (workspaceId) => findOrAdd(tenants, workspaceId, createTenant).state,
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
		},
		clear: () => {
			tenants.clear();
			faults.clear();
			log.clear();
			counts = createCounts();
		},
	};
};
