/** Work that comes due by itself: does some of what is due now, and answers whether there may be more. */
export type PeriodicJob = () => Promise<boolean>;
