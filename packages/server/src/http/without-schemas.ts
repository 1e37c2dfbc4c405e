const refuseSchema = (): never => {
  throw new Error('Routes have no schemas');
};

/**
 * Replaces Fastify's compilers of schemas: the contract validates requests and renders replies. Loading the compilers would
 * be a tenth of the start.
 */
export const withoutSchemas = {
  compilersFactory: { buildValidator: () => refuseSchema, buildSerializer: () => refuseSchema },
};
