import type { IDataObject } from 'n8n-workflow';

import type { LookUp, MoEngageRecord } from '../../api/record';
import type { Permits, RequestSender, SendResult } from '../send/requestSender';
import type { KnownStates } from '../types';

/** How long a state that was read is taken for current. Milliseconds. */
const FRESH_FOR = 5_000;

export interface KeptState {
	lookUp: LookUp;
	send?: MoEngageRecord['send'];
	state?: IDataObject;
	/** When it was read; Infinity if it stays, because it was sent. */
	readAt: number;
}

/**
 * The states that records of a run keep: read right before a record is sent, unless an earlier record
 * has sent one. MoEngage takes a while to show what it has accepted, so what was sent is believed.
 */
export class KeptStates {
	/** @param known By workspace and key, what was sent */
	constructor(
		private readonly known: KnownStates,
		private readonly requests: RequestSender,
	) {}

	/** Undefined for a record that keeps no state. */
	find({ state, send }: MoEngageRecord): KeptState | undefined {
		if (state?.lookUp === undefined) return undefined;
		const known = this.known.get(this.toKey(state.key));
		const readAt = known === undefined ? -Infinity : Infinity;
		return { lookUp: state.lookUp, send, state: known, readAt };
	}

	/** Forgets a state that a record is about to change, until it is known what came of the record. */
	forget({ state }: MoEngageRecord): void {
		if (state?.sets !== undefined) this.known.delete(this.toKey(state.key));
	}

	/** Notes the state that a record has set, or kept, as far as MoEngage may have carried it out. */
	noteSent({ state }: MoEngageRecord, kept: IDataObject | undefined): void {
		const sent = state?.sets ?? kept;
		if (state !== undefined && sent !== undefined) this.known.set(this.toKey(state.key), sent);
	}

	/** Reads a state that is not known; returns what keeps the record from being sent, if anything does. */
	async read(
		kept: KeptState,
		{ ofBreaker }: Permits,
		goesFirst: boolean,
	): Promise<SendResult | undefined> {
		const { clock, signal } = this.requests;
		if (clock.now() - kept.readAt <= FRESH_FOR) return undefined;
		const { endpoint, query, pick, missing: failure } = kept.lookUp;
		const ofLimits = await this.requests.acquireQuota({ endpoint, weight: 1 }, goesFirst);
		if (ofLimits.kind !== 'permit') return ofLimits;
		ofBreaker?.noteSent();
		const request = { endpoint, query, send: kept.send };
		const response = await this.requests.attempt(request, { ofLimits });
		// Whatever came of the look-up, the record itself has not been sent.
		if (response.kind === 'transient') return { ...response, ambiguous: false };
		if (response.kind !== 'accepted') return response;
		kept.state = pick(response.json);
		kept.readAt = clock.now();
		if (kept.state === undefined) {
			return { kind: 'rejected', scope: 'record', failure, rateLimitInfo: {} };
		}
		return signal.aborted ? { kind: 'cancelled' } : undefined;
	}

	private toKey(key: string): string {
		const { baseUrl, id, projectCode } = this.requests.connection.workspace;
		return JSON.stringify([baseUrl, id, projectCode, key]);
	}
}
