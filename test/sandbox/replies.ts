import type { Endpoint } from './endpoints/endpoint';
import { writeErrorBody } from './errorBodies';
import type { Refusal } from './refusals';

/** What is sent back, and how whole it arrives. */
export interface Reply {
	status: number;
	headers: Record<string, string>;
	/** Empty: no body. */
	body: string;
	/** `reset` and `hang` send nothing; `cutBody` breaks the connection in the middle of the body. */
	ending?: 'reset' | 'hang' | 'cutBody';
}

export const writeJson = (status: number, body: object | undefined): Reply =>
	body === undefined
		? { status, headers: {}, body: '' }
		: { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };

export const writeRefusal = (endpoint: Endpoint, refusal: Refusal): Reply =>
	writeJson(refusal.status, writeErrorBody(endpoint.errors, refusal));

/** What the gateway in front of MoEngage answers for a path that leads nowhere. */
export const writeRouteNotFound = (): Reply => ({
	status: 404,
	headers: { 'content-type': 'text/plain; charset=utf-8' },
	body: '{"error_msg":"404 Route Not Found"}\n',
});
