import { z } from 'zod';

import type { Sandbox } from '../../sandbox/server';
import { demoCredential } from '../../workflows/demoCredential';
import type { Rest } from './client';
import type { SavedCredential } from './workflows';

/** What a person enters into the credential's form. */
export interface CredentialForm {
	dataCenter: string;
	baseUrl: string;
	workspaceId: string;
	apiKey: string;
}

/** The values that open the sandbox's workspace. */
export const fillCredential = ({ url }: Sandbox): CredentialForm => demoCredential(url);

const moEngageType = 'moEngageApi';

export const saveCredential = async (
	rest: Rest,
	name: string,
	data: object,
	type = moEngageType,
): Promise<SavedCredential> =>
	await rest.post(
		'/rest/credentials',
		{ name, type, data },
		z.object({ id: z.string(), name: z.string() }),
	);

const verdictSchema = z.object({ status: z.enum(['OK', 'Error']), message: z.string() });

/** What the *Test* button answers. */
export const testCredential = async (
	rest: Rest,
	data: CredentialForm,
): Promise<z.output<typeof verdictSchema>> =>
	await rest.post(
		'/rest/credentials/test',
		{ credentials: { id: '', name: 'In the form', type: moEngageType, data } },
		verdictSchema,
	);
