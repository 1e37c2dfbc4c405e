/** Work that is due by the clock or by rows in the database. Does a batch of it, and returns whether there may be more. */
export type PeriodicJob = () => Promise<boolean>;
