/** The time at which the clock of a test's server starts; the test advances it. */
export const startTime = new Date('2024-05-01T12:00:00Z');
