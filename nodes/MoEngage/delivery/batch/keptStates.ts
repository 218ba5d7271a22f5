import type { IDataObject } from 'n8n-workflow';

import type { Workspace } from '../../api/credential';
import type { MoEngageRecord } from '../../api/record';
import type { LookUp } from '../send/sendWithRetries';
import type { KnownStates } from '../types';

/** What was read longer ago may have changed since. Milliseconds. */
const FRESH_FOR = 5_000;

/** How the state of one record is read, if it is not known, and what came of that. */
export interface StateReader extends LookUp {
	state?: IDataObject;
}

/**
 * The states that records of a run keep: read right before a record is sent, unless an earlier record
 * has sent one. MoEngage takes a while to show what it has accepted, so what was sent is believed.
 */
export class KeptStates {
	/** @param known By workspace and key, what was sent */
	constructor(
		private readonly known: KnownStates,
		private readonly workspace: Workspace,
	) {}

	/** Undefined for a record that keeps no state. */
	createReader({ state }: MoEngageRecord): StateReader | undefined {
		if (state?.lookUp === undefined) return undefined;
		const { endpoint, query, pick, missing } = state.lookUp;
		const known = this.known.get(this.toKey(state.key));
		let readAt = known === undefined ? -Infinity : Infinity;
		const reader: StateReader = {
			state: known,
			compose: (now) => (now - readAt > FRESH_FOR ? { endpoint, query } : undefined),
			take: (answer, now) => {
				reader.state = pick(answer);
				readAt = now;
				return reader.state === undefined ? missing : undefined;
			},
		};
		return reader;
	}

	/** Forgets what a record is about to change: whether it does is only known once it is accepted. */
	forget({ state }: MoEngageRecord): void {
		if (state?.sets !== undefined) this.known.delete(this.toKey(state.key));
	}

	/** Notes the state that an accepted record has set or kept. */
	noteAcceptance({ state }: MoEngageRecord, kept: IDataObject | undefined): void {
		const sent = state?.sets ?? kept;
		if (state !== undefined && sent !== undefined) this.known.set(this.toKey(state.key), sent);
	}

	private toKey(key: string): string {
		const { baseUrl, id, projectCode } = this.workspace;
		return JSON.stringify([baseUrl, id, projectCode, key]);
	}
}
