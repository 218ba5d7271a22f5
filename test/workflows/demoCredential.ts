/** The key of the sandbox's first workspace, which must never show. */
export const DEMO_KEY = 'demo-data-api-key';

/** A credential for the sandbox's first workspace. */
export const demoCredential = (baseUrl: string) => ({
	dataCenter: 'custom',
	baseUrl,
	workspaceId: 'DEMOWORKSPACE',
	apiKey: DEMO_KEY,
});
